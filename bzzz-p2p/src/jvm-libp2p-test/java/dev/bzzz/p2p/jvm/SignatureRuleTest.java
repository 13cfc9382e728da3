package dev.bzzz.p2p.jvm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bzzz.core.Identity;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.SignedMessage;
import io.libp2p.pubsub.DefaultPubsubMessage;
import io.libp2p.pubsub.InvalidMessageException;
import io.libp2p.pubsub.PubsubCryptoKt;
import org.junit.jupiter.api.Test;
import pubsub.pb.Rpc;

final class SignatureRuleTest {
  private final Identity author = Identity.generate();
  private final SignatureRule rule = new SignatureRule();

  @Test
  void messagesSignedByEitherImplementationPass() {
    assertThatCode(() -> validate(ofOurs())).doesNotThrowAnyException();
    assertThatCode(() -> validate(ofTheLibrary())).doesNotThrowAnyException();
  }

  @Test
  void messagesThatTheirAuthorDidNotSignAreRefused() throws InvalidProtocolBufferException {
    Rpc.Message changed = ofOurs().toBuilder().setData(ByteString.copyFromUtf8("other")).build();
    Rpc.Message unsigned = ofOurs().toBuilder().clearSignature().build();
    ByteString stranger = ByteString.copyFrom(PeerId.of(Identity.generate().id()).bytes());
    Rpc.Message ofAnother = ofTheLibrary().toBuilder().setFrom(stranger).build();

    for (Rpc.Message each : new Rpc.Message[] {changed, unsigned, ofAnother}) {
      assertThatThrownBy(() -> validate(each)).isInstanceOf(InvalidMessageException.class);
    }
  }

  private void validate(Rpc.Message message) {
    rule.validate(new DefaultPubsubMessage(message));
  }

  private Rpc.Message ofOurs() throws InvalidProtocolBufferException {
    return Rpc.Message.parseFrom(SignedMessage.sign(author, "topic", new byte[] {1}, 1).encode());
  }

  private Rpc.Message ofTheLibrary() {
    Rpc.Message unsigned =
        Rpc.Message.newBuilder()
            .setFrom(ByteString.copyFrom(PeerId.of(author.id()).bytes()))
            .setData(ByteString.copyFromUtf8("data"))
            .setSeqno(ByteString.copyFrom(new byte[8]))
            .addTopicIDs("topic")
            .build();
    return PubsubCryptoKt.pubsubSign(unsigned, new SignerKey(author));
  }
}
