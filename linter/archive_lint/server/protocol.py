"""The protocol as this server speaks it: the texts are its own, whose positions are counted as the standard has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method

_Next = Iterator[tuple[Any, tuple[Any, ...], None]]


class Protocol(LanguageServerProtocol):
    """Hands over what happens to texts, of which pygls would keep a copy with lines that end where Python's do."""

    is_greeted = False
    """Whether the editor has been answered its greeting already."""

    def _send_response(self, msg_id: Any, result: Any = None, error: Any = None) -> None:
        if not (self.is_greeted and isinstance(result, types.InitializeResult)):
            super()._send_response(msg_id, result, error)

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Any,
        callback: Any,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        future = self._request_futures.get(msg_id)
        if future is not None:
            # Of what is told and not asked, pygls keeps all that it once did: some kilobytes for each key.
            future.add_done_callback(lambda done: done.cancelled() or self._request_futures.pop(msg_id, None))

    def _run_generator(self, future: Any, *, gen: Any, result_future: Any) -> None:
        if future is not None and future.cancelled():
            # The session is over, or nobody waits for the answer any more.
            gen.close()
            return
        super()._run_generator(future, gen=gen, result_future=result_future)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> _Next:
        """Hand a text over that was opened."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> _Next:
        """Hand changes of a text over."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> _Next:
        """Hand a text over that was closed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class _GreetedProtocol(Protocol):
    is_greeted = True


def protocol_of(*, is_greeted: bool) -> type[Protocol]:
    """Return the protocol for an editor; `is_greeted` if it has been answered its greeting already."""
    return _GreetedProtocol if is_greeted else Protocol
