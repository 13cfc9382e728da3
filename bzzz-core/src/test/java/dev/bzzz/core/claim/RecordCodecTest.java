package dev.bzzz.core.claim;

import static dev.bzzz.core.claim.ClaimFixture.ALICE;
import static dev.bzzz.core.claim.ClaimFixture.BASE;
import static dev.bzzz.core.claim.ClaimFixture.BOB;
import static dev.bzzz.core.claim.ClaimFixture.first;
import static dev.bzzz.core.claim.ClaimFixture.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {
  private static final Verifier ED25519 = Verifier.ed25519();

  @Test
  void aRecordSurvivesBytesAndMessage() {
    var evidence = JsonNodeFactory.instance.objectNode().put("ärger\u2028😀", 5L);
    SignedRecord signed =
        RecordCodec.sign(first(ALICE).evidence(evidence).grant(BASE, "optimistic"), ALICE);

    SignedRecord fromBytes = RecordCodec.verify(signed.json(), signed.signature(), ED25519);
    SignedRecord fromMessage = RecordCodec.fromMessage(RecordCodec.toMessage(signed), ED25519);

    assertThat(fromBytes).isEqualTo(signed);
    assertThat(fromBytes.record()).isEqualTo(signed.record());
    assertThat(fromMessage).isEqualTo(signed);
    assertThat(fromMessage.record()).isEqualTo(signed.record());
  }

  @Test
  void theMessageHasSubjectJsonAndSignature() {
    SignedRecord signed = granted(ALICE);

    List<String> lines = RecordCodec.toMessage(signed).lines().toList();

    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).isEqualTo("bzzz-claim/1 HELD t1");
    assertThat(lines.get(2)).isEqualTo(new String(signed.json(), StandardCharsets.UTF_8));
    assertThat(lines.get(4)).startsWith("Bzzz-Sig: " + ALICE.id() + " ");
  }

  @Test
  void everyFieldIsAlwaysThere() {
    List<String> names = new ArrayList<>();
    CanonicalJson.read(granted(ALICE).json()).fieldNames().forEachRemaining(names::add);

    assertThat(String.join(" ", names))
        .isEqualTo(
            "actor answers attempt cause challenger evidence grant hlc holder nonce policy pr prev"
                + " protocol reason seq state task term v work");
  }

  @Test
  void nobodySignsForAnother() {
    assertThatThrownBy(() -> RecordCodec.sign(granted(ALICE).record(), BOB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot sign a record of " + ALICE.id());
  }

  @Test
  void anothersSignatureIsRefused() {
    SignedRecord signed = granted(ALICE);

    assertThatThrownBy(() -> RecordCodec.verify(signed.json(), granted(BOB).signature(), ED25519))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not signed by its actor " + ALICE.id());
  }

  @Test
  void aSignatureOverTheJsonAloneIsRefused() {
    SignedRecord signed = granted(ALICE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.verify(signed.json(), ALICE.sign(signed.json()), ED25519));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v", "task", "term", "seq", "attempt", "answers", "state", "actor", "holder", "challenger",
        "prev", "grant", "nonce", "policy", "cause", "reason", "protocol", "evidence", "work", "pr",
        "hlc"
      })
  void eachFieldIsNeededAndHasItsType(String field) {
    SignedRecord signed = granted(ALICE);

    assertInvalid(Edited.json(signed, json -> json.remove(field)), field + " is missing");
    assertInvalid(Edited.json(signed, json -> json.put(field, true)), "");
    assertInvalid(Edited.json(signed, json -> json.putArray(field)), "");
    assertInvalid(
        new String(signed.json(), StandardCharsets.UTF_8)
            .replaceFirst("\"" + field + "\":", "\"" + field + "\":1.5,\"x\":")
            .getBytes(StandardCharsets.UTF_8),
        "");
  }

  @Test
  void fieldsTooManyAreRefused() {
    SignedRecord signed = granted(ALICE);

    assertInvalid(Edited.json(signed, json -> json.put("extra", 1)), "1 unknown field");
    assertInvalid(
        Edited.json(signed, json -> ((ObjectNode) json.get("work")).put("extra", 1)),
        "1 unknown field");
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    SignedRecord signed = granted(ALICE);

    assertInvalid(Edited.json(signed, json -> json.put("v", 2)), "v is not 1");
    assertInvalid(Edited.json(signed, json -> json.put("term", 0)), "term is from 1");
    assertInvalid(Edited.json(signed, json -> json.put("seq", 0)), "seq is from 1");
    assertInvalid(Edited.json(signed, json -> json.put("attempt", 6)), "attempt is from 1 to 1");
    assertInvalid(Edited.json(signed, json -> json.put("attempt", 1L << 32)), "attempt");
    assertInvalid(Edited.json(signed, json -> json.put("answers", -1)), "answers is from 0");
    assertInvalid(Edited.json(signed, json -> json.put("hlc", -1)), "hlc is from 0");
    assertInvalid(Edited.json(signed, json -> json.put("state", "held")), "state is unknown");
    assertInvalid(Edited.json(signed, json -> json.put("nonce", "0".repeat(31))), "nonce is not");
    assertInvalid(Edited.json(signed, json -> json.put("policy", "A".repeat(40))), "policy is not");
    assertInvalid(Edited.json(signed, json -> json.put("actor", "a\nb")), "'a?b'");
    assertInvalid(Edited.json(signed, json -> json.put("protocol", "")), "protocol is blank");
    assertInvalid(Edited.json(signed, json -> json.put("protocol", "p".repeat(51))), "50");
    assertInvalid(Edited.json(signed, json -> json.put("protocol", "a\u0007")), "control");
    assertInvalid(Edited.json(signed, json -> json.put("cause", "because")), "cause is not");
  }

  @Test
  void relationsOfFieldsAreChecked() {
    SignedRecord signed = granted(ALICE);

    assertInvalid(Edited.json(signed, json -> json.put("prev", "0".repeat(64))), "prev is null");
    assertInvalid(Edited.json(signed, json -> json.put("seq", 2)), "prev is null");
    assertInvalid(Edited.json(signed, json -> json.put("grant", "0".repeat(64))), "first record");
    assertInvalid(Edited.json(signed, json -> json.put("answers", 1)), "becomes holder");
    assertInvalid(
        Edited.json(signed, json -> json.put("holder", BOB.id().value())), "becomes holder");
    assertInvalid(
        Edited.json(signed, json -> json.put("challenger", BOB.id().value())), "CHALLENGED");
    assertInvalid(Edited.json(signed, json -> json.put("reason", "why")), "reason is there");
    assertInvalid(Edited.json(signed, json -> json.put("pr", 1)), "pr is there in DONE");
    assertInvalid(
        Edited.json(signed, json -> ((ObjectNode) json.get("work")).put("head", BASE)),
        "work.head is there");
    assertInvalid(
        Edited.json(signed, json -> ((ObjectNode) json.get("work")).put("branch", "main")),
        "work.branch is bzzz/42/t1");
  }

  @Test
  void theSameValueInOtherBytesIsRefused() {
    String json = new String(granted(ALICE).json(), StandardCharsets.UTF_8);

    assertInvalid(bytes(json + " "), "canonical");
    assertInvalid(bytes(json.replaceFirst(",", ", ")), "canonical");
    assertInvalid(bytes(json.replace("\"term\":1", "\"term\":1e0")), "");
    assertInvalid(bytes(json.replace("HELD", "\\u0048ELD")), "canonical");
    assertInvalid(bytes(json.replace("{\"actor\"", "{\"v\":1,\"actor\"")), "not JSON");
    assertInvalid(bytes("[" + json + "]"), "not a JSON object");
    assertInvalid(bytes(json + json), "not JSON");
    assertInvalid(bytes(""), "not JSON");
  }

  @Test
  void evidenceIsAnObjectAndLimited() {
    SignedRecord signed = granted(ALICE);
    JsonNode text = JsonNodeFactory.instance.textNode("text");
    ObjectNode long16 = JsonNodeFactory.instance.objectNode();
    long16.put("a", "x".repeat(ClaimRecord.MAX_EVIDENCE_BYTES - 8));
    ObjectNode longer = JsonNodeFactory.instance.objectNode();
    longer.put("a", "x".repeat(ClaimRecord.MAX_EVIDENCE_BYTES - 7));
    ObjectNode deepest = nested(CanonicalJson.MAX_DEPTH - 1);

    assertThat(Edited.of(signed, json -> json.set("evidence", long16)).record().evidence())
        .contains(long16);
    assertThat(Edited.of(signed, json -> json.set("evidence", deepest)).record().evidence())
        .contains(deepest);
    assertInvalid(Edited.json(signed, json -> json.set("evidence", longer)), "16384 bytes");
    assertInvalid(Edited.json(signed, json -> json.set("evidence", text)), "not a JSON object");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> first(ALICE).evidence(nested(CanonicalJson.MAX_DEPTH)).grant(BASE, "p"));
  }

  @Test
  void evidenceCannotBeChangedAfterwards() {
    ObjectNode mine = JsonNodeFactory.instance.objectNode().put("tests", "green");
    ClaimRecord record = first(ALICE).evidence(mine).grant(BASE, "p");

    mine.put("tests", "red");
    ((ObjectNode) record.evidence().orElseThrow()).put("tests", "red");

    assertThat(record.evidence().orElseThrow().get("tests").textValue()).isEqualTo("green");
  }

  @Test
  void whatIsTooLongIsNotEvenRead() {
    assertInvalid(new byte[RecordCodec.MAX_BYTES + 1], "longer than 65536 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.fromMessage("x".repeat(RecordCodec.MAX_MESSAGE + 1), ED25519))
        .withMessageContaining("longer than");
  }

  @Test
  void aMessageInOtherWordsIsRefused() {
    String message = RecordCodec.toMessage(granted(ALICE));

    for (String other :
        List.of(
            message.stripTrailing(),
            message + "\n",
            message.replace("HELD t1\n", "HELD t2\n"),
            message.replace("HELD t1\n", "DONE t1\n"),
            message.replace("Bzzz-Sig: " + ALICE.id(), "Bzzz-Sig: " + BOB.id()),
            message.replace("Bzzz-Sig: ", "Bzzz-Sig:  "),
            message.replace("Bzzz-Sig", "Signed-off-by: x\nBzzz-Sig"),
            message.replace("\n\n", "\r\n\r\n"),
            message.replace("==", ""),
            "",
            "bzzz-claim/1 HELD t1\n\n",
            "bzzz-claim/1 \n\n \n\n")) {
      assertThatThrownBy(() -> RecordCodec.fromMessage(other, ED25519))
          .as(other)
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .doesNotContain("\n");
    }
  }

  private static ObjectNode nested(int depth) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (int i = 1; i < depth; i++) {
      ObjectNode outer = JsonNodeFactory.instance.objectNode();
      outer.set("n", node);
      node = outer;
    }
    return node;
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertInvalid(byte[] json, String why) {
    assertThatThrownBy(() -> RecordCodec.verify(json, new byte[64], Edited.NODDING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }
}
