"""Many values as one: whether a column holds one of them, and the rows of a group.

SQLAlchemy's `in_` writes each value into the statement, so that every number of them makes another
one to be written, parsed and planned. It is right for a few that are known beforehand.
"""

import json
from collections.abc import Collection
from typing import Any, Self

from sqlalchemy import ARRAY, JSON, Boolean, ColumnElement, Dialect, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Values(TypeDecorator[list[Any]]):
    """An array on PostgreSQL; SQLite has none, and reads JSON."""

    impl = String
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(self.item) if array else String())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - see above
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Within(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - as inherited
        """Stand in any condition as it is: `= 1`, added for SQLite, would keep it from an index."""
        return self


@compiles(_Within, "postgresql")
def _in_array(element: _Within, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - handed on
    column, values = element.clauses
    return f"{compiler.process(column, **kw)} = ANY ({compiler.process(values, **kw)})"


@compiles(_Within, "sqlite")
def _in_json(element: _Within, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - handed on
    column, values = element.clauses
    listed = f"json_each({compiler.process(values, **kw)})"
    return f"{compiler.process(column, **kw)} IN (SELECT value FROM {listed})"  # noqa: S608 - a column and a parameter


def within(column: InstrumentedAttribute[Any], values: Collection[int]) -> ColumnElement[bool]:
    """Tell whether the column holds one of some numbers."""
    return _Within(column, bindparam(None, list(values), type_=_Values(column.type), unique=True))


class _Rows(FunctionElement[list[list[Any]]]):
    type = JSON()
    inherit_cache = True


@compiles(_Rows, "postgresql")
def _json_agg(element: _Rows, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - handed on
    return f"json_agg(json_build_array({compiler.process(element.clauses, **kw)}))"


@compiles(_Rows, "sqlite")
def _json_group(element: _Rows, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - handed on
    return f"json_group_array(json_array({compiler.process(element.clauses, **kw)}))"


def rows(*columns: InstrumentedAttribute[Any]) -> ColumnElement[list[list[Any]]]:
    """Give the rows of a group as one list, in no order: each that is handed over by itself costs.

    Values are as JSON has them.
    """
    return _Rows(*columns)
