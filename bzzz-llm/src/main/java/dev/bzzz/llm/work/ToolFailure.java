package dev.bzzz.llm.work;

/** Why a tool did not do what the model asked for; the message is for the model. */
final class ToolFailure extends Exception {
  private static final long serialVersionUID = 1L;

  ToolFailure(String message) {
    super(message);
  }

  ToolFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
