package dev.bzzz.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs commands as the launcher would, within the test. */
public final class Cli {
  private Cli() {}

  /** What a command left behind. */
  public record Ended(int exitCode, String out, String err) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + out, e);
      }
    }
  }

  static Ended run(Object... arguments) {
    return run(Map.of(), arguments);
  }

  /**
   * With what is logged among its errors, as a person sees them. One at a time, since there is only
   * one standard error: others wait.
   */
  public static synchronized Ended runAndLog(Object... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      Ended ended = run(Map.of(), new PrintWriter(System.err, true), arguments);
      return new Ended(ended.exitCode(), ended.out(), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  static Ended run(Map<String, String> environment, Object... arguments) {
    StringWriter err = new StringWriter();
    Ended ended = run(environment, new PrintWriter(err), arguments);
    return new Ended(ended.exitCode(), ended.out(), err.toString());
  }

  private static Ended run(Map<String, String> environment, PrintWriter err, Object... arguments) {
    StringWriter out = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int exitCode =
        Bzzz.commandLine(environment, words)
            .setOut(new PrintWriter(out))
            .setErr(err)
            .execute(words);
    return new Ended(exitCode, out.toString(), "");
  }
}
