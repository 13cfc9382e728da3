package dev.bzzz.core.claim;

import static dev.bzzz.core.claim.ClaimFixture.ALICE;
import static dev.bzzz.core.claim.ClaimFixture.BASE;
import static dev.bzzz.core.claim.ClaimFixture.BOB;
import static dev.bzzz.core.claim.ClaimFixture.first;
import static dev.bzzz.core.claim.ClaimFixture.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.Verifier;
import org.junit.jupiter.api.Test;

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
}
