package dev.bzzz.core.llm;

/** What a backend can do beyond answering text with text. */
public enum LlmFeature {
  /** Models may call tools. */
  TOOLS,
  /** Replies are heard while they are written. */
  STREAMING,
  /** No model runs: replies were recorded before. */
  SIMULATED
}
