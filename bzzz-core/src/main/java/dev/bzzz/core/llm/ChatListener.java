package dev.bzzz.core.llm;

/** Hears a reply while it is written. Called on the thread that called {@code chat}. */
@FunctionalInterface
public interface ChatListener {
  /** More of the reply's text. */
  void text(String part);

  /** Ignores everything. */
  static ChatListener none() {
    return part -> {};
  }
}
