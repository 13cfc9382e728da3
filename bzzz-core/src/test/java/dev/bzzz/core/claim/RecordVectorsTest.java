package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.testkit.TestAgents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records that another implementation, in another language, has written and signed. */
class RecordVectorsTest {
  private static final String FILE = "claim-records.json";

  @Test
  void bytesIdSignatureAndMessageAreTheSameEverywhere() throws IOException {
    List<JsonNode> vectors = vectors();

    assertThat(vectors).hasSizeGreaterThanOrEqualTo(7);
    for (JsonNode vector : vectors) {
      byte[] json = text(vector, "json").getBytes(StandardCharsets.UTF_8);
      byte[] signature = HexFormat.of().parseHex(text(vector, "signature"));
      Identity actor = Identity.ofSeed(HexFormat.of().parseHex(text(vector, "seed")));

      SignedRecord read = RecordCodec.verify(json, signature, Verifier.ed25519());
      SignedRecord written = RecordCodec.sign(read.record(), actor);

      assertThat(written).as(text(vector, "name")).isEqualTo(read);
      assertThat(written.json()).isEqualTo(json);
      assertThat(written.id()).isEqualTo(text(vector, "id"));
      assertThat(RecordCodec.toMessage(written)).isEqualTo(text(vector, "message"));
    }
  }

  @Test
  void theRecordsAreOneHistory() throws IOException {
    Optional<SignedRecord> before = Optional.empty();
    for (JsonNode vector : vectors()) {
      SignedRecord next = RecordCodec.fromMessage(text(vector, "message"), Verifier.ed25519());

      assertThat(Transitions.violation(before, next, ClaimFixture.POLICIES)).isEmpty();
      before = Optional.of(next);
    }
  }

  private static List<JsonNode> vectors() throws IOException {
    try (InputStream in = TestAgents.class.getResourceAsStream(FILE)) {
      List<JsonNode> vectors = new ArrayList<>();
      CanonicalJson.read(in.readAllBytes()).forEach(vectors::add);
      return vectors;
    }
  }

  private static String text(JsonNode vector, String field) {
    return vector.get(field).textValue();
  }
}
