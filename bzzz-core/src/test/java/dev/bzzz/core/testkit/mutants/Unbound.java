package dev.bzzz.core.testkit.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.sim.Coverage;
import java.util.Arrays;
import java.util.List;

/** M18: signs what a message says, but not for which task and term, nor what kind it is. */
final class Unbound implements Coverage {
  private static final List<String> PLACE = List.of("task", "term", "branch");

  @Override
  public byte[] of(byte[] message) {
    int domain = 0;
    while (domain < message.length && message[domain] != 0) {
      domain++;
    }
    if (domain + 1 >= message.length) {
      return message; // nothing that has a place
    }
    JsonNode json = CanonicalJson.read(Arrays.copyOfRange(message, domain + 1, message.length));
    remove(json);
    return CanonicalJson.write(json);
  }

  private static void remove(JsonNode json) {
    if (json instanceof ObjectNode object) {
      object.remove(PLACE);
    }
    json.forEach(Unbound::remove);
  }
}
