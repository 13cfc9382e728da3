package dev.bzzz.examples.agent;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.llm.scripted.ScriptedBackend;
import java.util.List;

/** Checks before the first task that there is a model to do it. */
final class Models {
  private Models() {}

  /**
   * The configured model, which the backend has.
   *
   * @throws dev.bzzz.core.TransientException if the backend cannot be reached
   * @throws NotFound if it does not have the model
   */
  static ModelId require(LlmBackend backend, LlmConfig config) {
    if (!(config instanceof LlmConfig.Ollama ollama)) {
      return ScriptedBackend.MODEL;
    }
    List<ModelId> models = backend.models();
    ModelId wanted = ollama.model();
    ModelId latest = new ModelId(wanted.name() + ":latest");
    if (!models.contains(wanted) && !models.contains(latest)) {
      throw new NotFound(
          "the Ollama server at "
              + ollama.url()
              + " does not have the model "
              + wanted
              + "; get it with 'ollama pull "
              + wanted
              + "', or name another as llm.model");
    }
    return wanted;
  }
}
