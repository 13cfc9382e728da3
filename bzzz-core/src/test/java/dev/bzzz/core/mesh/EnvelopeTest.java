package dev.bzzz.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Envelope.Decoded;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);

  static Envelope envelope(MessageType type, ObjectNode data) {
    return new Envelope(
        type,
        ALICE.id(),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        data,
        0,
        new Envelope.Stamp("0".repeat(32), 1, "f".repeat(32)));
  }

  private static ObjectNode data() {
    return JsonNodeFactory.instance.objectNode().put("node_id", "x").put("current_tasks", 2);
  }

  static Decoded decode(byte[] wire) {
    return Envelope.decode(wire, Verifier.ed25519());
  }

  private static String refusal(byte[] wire) {
    assertThat(decode(wire)).isInstanceOf(Decoded.Refused.class);
    return ((Decoded.Refused) decode(wire)).why();
  }

  @ParameterizedTest
  @EnumSource(MessageType.class)
  void everyTypeSurvivesTheWire(MessageType type) {
    Envelope sent = envelope(type, data());

    assertThat(decode(sent.encode(ALICE))).isEqualTo(new Decoded.Accepted(sent));
    assertThat(MessageType.ofWire(type.wire())).contains(type);
  }

  @Test
  void theFieldsOnTheWireKeepTheirNames() {
    JsonNode wire =
        CanonicalJson.read(envelope(MessageType.AVAILABILITY_BROADCAST, data()).encode(ALICE));

    assertThat(wire.properties()).extracting(Map.Entry::getKey).hasSize(9);
    assertThat(wire.get("type").textValue()).isEqualTo("availability_broadcast");
    assertThat(wire.get("from").textValue()).isEqualTo(ALICE.id().value());
    assertThat(wire.get("timestamp").textValue()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(wire.get("data").get("current_tasks").intValue()).isEqualTo(2);
    assertThat(wire.get("hop_count").intValue()).isZero();
  }

  @Test
  void everyWordOfTheWireIsThere() {
    assertThat(Arrays.stream(MessageType.values()).map(MessageType::wire))
        .containsExactlyInAnyOrder(
            "task_announcement",
            "task_claim",
            "task_bid",
            "claim_vote",
            "task_progress",
            "task_complete",
            "capability_broadcast",
            "availability_broadcast",
            "meta_discussion",
            "task_help_request",
            "task_help_response",
            "coordination_request",
            "coordination_complete",
            "dependency_alert",
            "escalation_trigger");
  }

  /** One change of a good envelope, and a part of the reason it is refused for. */
  record Fault(String what, Consumer<ObjectNode> change, String why) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault("type unknown", json -> json.put("type", "task_grab"), "unknown type"),
        new Fault("type no text", json -> json.put("type", 1), "type"),
        new Fault("type changed", json -> json.put("type", "task_claim"), "signature"),
        new Fault("from another", json -> json.put("from", BOB.id().value()), "signature"),
        new Fault("from nobody", json -> json.put("from", "bob"), "from"),
        new Fault(
            "time changed", json -> json.put("timestamp", "2027-01-01T00:00:00Z"), "signature"),
        new Fault("time garbage", json -> json.put("timestamp", "today"), "timestamp"),
        new Fault(
            "time long-winded",
            json -> json.put("timestamp", "2026-01-02T03:04:05.678000Z"),
            "timestamp"),
        new Fault(
            "data changed", json -> json.withObject("/data").put("node_id", "y"), "signature"),
        new Fault("data no object", json -> json.put("data", "x"), "data"),
        new Fault(
            "data fraction", json -> json.withObject("/data").put("load", 0.5), "not canonical"),
        new Fault("hops negative", json -> json.put("hop_count", -1), "hop_count"),
        new Fault("hops too many", json -> json.put("hop_count", 17), "hop_count"),
        new Fault("hops raised", json -> json.put("hop_count", 1), "signature"),
        new Fault("id short", json -> json.put("id", "00"), "id"),
        new Fault("id changed", json -> json.put("id", "1".repeat(32)), "signature"),
        new Fault("seq zero", json -> json.put("seq", 0), "seq"),
        new Fault("seq fraction", json -> json.put("seq", 1.5), "seq"),
        new Fault("boot changed", json -> json.put("boot", "e".repeat(32)), "signature"),
        new Fault("sig no base64", json -> json.put("sig", "!"), "base64"),
        new Fault("sig short", json -> json.put("sig", "AAAA"), "signature"),
        new Fault("field missing", json -> json.remove("seq"), "lacks the fields [seq]"),
        new Fault("field unknown", json -> json.put("extra", 1), "unknown fields"));
  }

  @Test
  void thereIsOneSpellingOnly() {
    String good =
        new String(envelope(MessageType.TASK_CLAIM, data()).encode(ALICE), StandardCharsets.UTF_8);
    String sig = CanonicalJson.read(bytes(good)).get("sig").textValue();

    assertThat(refusal(bytes(" " + good))).isEqualTo("not in canonical form");
    assertThat(refusal(bytes(good + "\n"))).isEqualTo("not in canonical form");
    assertThat(refusal(bytes(good.replace(":2,", ": 2,")))).isEqualTo("not in canonical form");
    assertThat(refusal(bytes(good.replace("task_claim", "task_cl\\u0061im"))))
        .isEqualTo("not in canonical form");
    assertThat(refusal(bytes(good.replace(",\"hop_count\":0", ",\"hop_count\":-0"))))
        .isEqualTo("not in canonical form");
    assertThat(refusal(bytes("{\"sig\":\"" + sig + "\"," + good.substring(1))))
        .contains("not canonical");
    assertThat(
            refusal(
                bytes(
                    "{\"sig\":\""
                        + sig
                        + "\","
                        + good.substring(1).replace(",\"sig\":\"" + sig + "\"", ""))))
        .isEqualTo("not in canonical form");
    assertThat(refusal(bytes(good.replace("==\"", "\"")))).contains("another spelling");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatIsNotExactlyWhatWasSignedIsRefusedWithItsReason(Fault fault) {
    byte[] good = envelope(MessageType.TASK_PROGRESS, data()).encode(ALICE);
    ObjectNode json = (ObjectNode) CanonicalJson.read(good);

    fault.change().accept(json);

    byte[] bad = json.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(refusal(bad)).contains(fault.why());
  }

  @Test
  void nonsenseIsRefused() {
    for (String nonsense : List.of("", "[]", "null", "{", "{}{}", "{\"a\":1,\"a\":2}", "\u0000")) {
      assertThat(refusal(nonsense.getBytes(StandardCharsets.UTF_8))).isNotBlank();
    }
    assertThat(refusal(new byte[Envelope.MAX_BYTES + 1])).contains("longer than 8192");
  }

  @Test
  void anEnvelopeThatIsTooLongOrNotOnesOwnIsNotWritten() {
    Envelope large = envelope(MessageType.TASK_CLAIM, data().put("x", "x".repeat(8192)));

    assertThatThrownBy(() -> large.encode(ALICE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8192");
    assertThatThrownBy(() -> envelope(MessageType.TASK_CLAIM, data()).encode(BOB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sender");
  }

  @Test
  void changingTheDataAfterwardsChangesNoEnvelope() {
    ObjectNode data = data();
    Envelope envelope = envelope(MessageType.TASK_CLAIM, data);

    data.put("node_id", "changed");
    envelope.data().put("node_id", "changed");

    assertThat(envelope.data()).isEqualTo(data());
  }
}
