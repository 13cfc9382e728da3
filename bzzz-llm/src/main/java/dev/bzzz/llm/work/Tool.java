package dev.bzzz.llm.work;

import dev.bzzz.core.llm.ToolSpec;

/** Something the model can do in its workspace. Confined to one piece of work. */
interface Tool {
  /** What the model is told about it. */
  ToolSpec spec();

  /**
   * Does it.
   *
   * @param arguments checked against the specification
   * @throws ToolFailure if it cannot be done; the model hears why
   */
  Answer call(Arguments arguments) throws ToolFailure, InterruptedException;

  /**
   * What came of it.
   *
   * @param text for the model
   * @param step one line for people
   */
  record Answer(String text, String step) {}
}
