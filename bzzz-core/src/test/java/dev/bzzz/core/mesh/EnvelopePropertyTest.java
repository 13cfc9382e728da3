package dev.bzzz.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.mesh.Envelope.Decoded;
import dev.bzzz.core.testkit.TestAgents;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class EnvelopePropertyTest {
  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("data") ObjectNode data, @ForAll MessageType type) {
    Envelope sent = EnvelopeTest.envelope(type, data);

    assertThat(EnvelopeTest.decode(sent.encode(TestAgents.agent(1))))
        .isEqualTo(new Decoded.Accepted(sent));
  }

  @Property(tries = 300)
  void readingNeverThrows(@ForAll @Size(max = 200) byte[] wire) {
    assertThat(EnvelopeTest.decode(wire)).isInstanceOf(Decoded.Refused.class);
  }

  @Property(tries = 300)
  void noChangedByteIsAcceptedAsSomethingElse(@ForAll int position, @ForAll byte value) {
    Envelope sent =
        EnvelopeTest.envelope(
            MessageType.TASK_CLAIM, JsonNodeFactory.instance.objectNode().put("task", 7));
    byte[] wire = sent.encode(TestAgents.agent(1));

    wire[Math.floorMod(position, wire.length)] = value;

    Decoded decoded = EnvelopeTest.decode(wire);
    // A byte may be replaced by itself; then it is the same envelope.
    if (decoded instanceof Decoded.Accepted accepted) {
      assertThat(accepted.envelope()).isEqualTo(sent);
    }
  }

  @Provide
  Arbitrary<ObjectNode> data() {
    Arbitrary<String> texts = Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(20);
    Arbitrary<Long> numbers = Arbitraries.longs().between(-(1L << 53) + 1, (1L << 53) - 1);
    return Arbitraries.maps(texts, Arbitraries.oneOf(texts, numbers))
        .ofMaxSize(8)
        .map(EnvelopePropertyTest::object);
  }

  private static ObjectNode object(Map<String, ?> values) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    values.forEach(
        (name, value) -> {
          if (value instanceof Long number) {
            object.put(name, number);
          } else {
            object.put(name, (String) value);
          }
        });
    return object;
  }

  private static char[] surrogates() {
    char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = (char) (Character.MIN_SURROGATE + i);
    }
    return all;
  }
}
