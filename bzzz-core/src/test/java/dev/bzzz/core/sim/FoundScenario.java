package dev.bzzz.core.sim;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Scenarios in which something was wrong once, kept so that it stays right. */
final class FoundScenario {
  private FoundScenario() {}

  static Scenario named(String file) throws IOException {
    try (InputStream json = FoundScenario.class.getResourceAsStream(file)) {
      return Scenario.parse(Objects.requireNonNull(json, file).readAllBytes());
    }
  }
}
