package dev.bzzz.llm.ollama;

import com.fasterxml.jackson.core.JacksonException;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ModelId;
import io.github.ollama4j.exceptions.OllamaException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;

/** Turns what goes wrong with Ollama into errors that say what to do. */
final class Troubles {
  private static final int MAX_SHOWN = 300;

  private final String url;

  Troubles(String url) {
    this.url = url;
  }

  BzzzException unreachable(Throwable cause) {
    return new TransientException(
        "cannot reach Ollama at "
            + url
            + ": no connection; start it with `ollama serve` or set `llm.url` in bzzz.yaml",
        cause);
  }

  BzzzException tooSlow(String what, Duration timeout) {
    return new TransientException(
        "gave up waiting for Ollama at "
            + url
            + " to "
            + what
            + ": no complete answer within "
            + timeout.toMillis()
            + " ms; try a smaller model or allow more time",
        Duration.ZERO);
  }

  BzzzException endedEarly(String detail) {
    return new TransientException(
        "cannot use the reply of Ollama at "
            + url
            + ": "
            + (detail.isBlank() ? "the connection closed before it was complete" : shown(detail))
            + "; see Ollama's own log",
        Duration.ZERO);
  }

  BzzzException notPulled(ModelId model) {
    String name = shown(model.name());
    return new NotFound(
        "cannot use model "
            + name
            + ": Ollama at "
            + url
            + " has no such model; run `ollama pull "
            + name
            + "`");
  }

  BzzzException overflow(ModelId model, String detail, int contextTokens) {
    return new PermanentException(
        "cannot ask model "
            + shown(model.name())
            + ": the chat does not fit its context of "
            + contextTokens
            + " tokens ("
            + shown(detail)
            + "); give it more context tokens or make the task smaller");
  }

  /** What an error answer of the server means. The library does not pass the status on. */
  BzzzException answered(ModelId model, String message, int contextTokens) {
    String text = message.toLowerCase(Locale.ROOT);
    if (text.contains("model") && text.contains("not found")) {
      return notPulled(model);
    }
    if (text.contains("context length") || text.contains("prompt too long")) {
      return overflow(model, message, contextTokens);
    }
    if (text.contains("does not support tools")) {
      return new PermanentException(
          "cannot use model "
              + shown(model.name())
              + ": it cannot call tools; choose one that can,"
              + " such as qwen2.5-coder");
    }
    if (text.contains("unauthorized") || text.contains("invalid")) {
      return new PermanentException("Ollama at " + url + " refuses the request: " + shown(message));
    }
    return new TransientException(
        "Ollama at " + url + " failed: " + shown(message) + "; see Ollama's own log",
        Duration.ZERO);
  }

  /** What a failed exchange means. */
  BzzzException broken(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof BzzzException known) {
        return known;
      }
      if (e instanceof ConnectException || e instanceof UnresolvedAddressException) {
        return unreachable(failure);
      }
      if (e instanceof HttpTimeoutException) {
        return new TransientException(
            "cannot reach Ollama at " + url + ": it does not answer; see Ollama's own log",
            failure);
      }
      if (e instanceof JacksonException) {
        return new PermanentException(
            "cannot read the answer of "
                + url
                + ": it is not what Ollama answers; is `llm.url` in bzzz.yaml Ollama's?",
            failure);
      }
      if (e instanceof IOException) {
        return new TransientException(
            "lost the connection to Ollama at " + url + ": " + shown(String.valueOf(e)), failure);
      }
    }
    if (failure instanceof OllamaException) {
      return new TransientException(
          "Ollama at " + url + " failed: " + shown(String.valueOf(failure.getMessage())), failure);
    }
    return new PermanentException(
        "cannot read the answer of " + url + ": " + shown(String.valueOf(failure)), failure);
  }

  private static String shown(String untrusted) {
    return PlainText.line(untrusted, MAX_SHOWN);
  }
}
