package dev.bzzz.core.llm;

/**
 * The name of a model as its backend knows it, such as {@code qwen2.5-coder:7b}.
 *
 * @param name not blank
 */
public record ModelId(String name) {
  /** Checks that there is a name. */
  public ModelId {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model has a name");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
