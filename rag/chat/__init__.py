"""Chat models of any provider: the only door to them. What they say is text like any other; `rag.wording` judges it.

`open_chat_model` makes one of settings (`new_chat_model` without remembering it), `ChatModel.say` asks it and streams
what it answers; `Reply` is that answer.
"""

from rag.chat.model import ChatModel, Message, Reply, new_chat_model, open_chat_model

__all__ = ["ChatModel", "Message", "Reply", "new_chat_model", "open_chat_model"]
