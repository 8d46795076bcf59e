"""Ready campaigns, as texts: four offices' plans of 2019–2025 and a blank one for 2026–2030."""

from importlib import resources

NAMES = ("duyen-hai", "soc-trang", "nhu-quynh", "thoi-binh", "mau-2026")


def file_name(name: str) -> str:
    return f"{name}.toml"


def text(name: str) -> str:
    """Give a preset's TOML; `name` is one of NAMES."""
    return resources.files(__name__).joinpath(file_name(name)).read_text(encoding="utf-8")
