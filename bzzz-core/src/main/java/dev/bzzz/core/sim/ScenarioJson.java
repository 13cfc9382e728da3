package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import java.nio.charset.StandardCharsets;

/** Scenarios as JSON files. */
final class ScenarioJson {
  private static final int VERSION = 1;

  private ScenarioJson() {}

  static byte[] write(Scenario scenario) {
    ObjectNode root = (ObjectNode) JsonRecords.PLAIN.write(scenario);
    ObjectNode file = root.objectNode().put("v", VERSION);
    file.setAll(root);
    return (file.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Scenario read(byte[] json) {
    if (json.length > Scenario.MAX_BYTES) {
      throw new IllegalArgumentException("it is longer than " + Scenario.MAX_BYTES + " bytes");
    }
    JsonNode root = CanonicalJson.read(json);
    if (!(root instanceof ObjectNode file)) {
      throw new IllegalArgumentException("not a JSON object");
    }
    JsonNode version = file.remove("v");
    if (version == null || !version.isIntegralNumber() || version.longValue() != VERSION) {
      throw new IllegalArgumentException("v: not " + VERSION);
    }
    return JsonRecords.PLAIN.read(Scenario.class, file);
  }
}
