package dev.bzzz.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignedMessageTest {
  private static final Identity AUTHOR = Identity.ofSeed(Vectors.bytes("seed"));
  private static final byte[] FROM = Vectors.bytes("peerIdBytes");
  private static final byte[] SIGNATURE = Vectors.bytes("gossip", "signature");
  private static final byte[] SEQUENCE = {0, 0, 0, 0, 0, 0, 0, 1};

  @Test
  void signsAsOtherImplementationsDo() {
    SignedMessage message = SignedMessage.sign(AUTHOR, "test", utf8("hello"), 1);

    assertThat(message.encode()).isEqualTo(Vectors.bytes("gossip", "message_noKey"));
    assertThat(message.signed())
        .isEqualTo(concat(utf8("libp2p-pubsub:"), Vectors.bytes("gossip", "unsignedMessage")));
    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.GENUINE);
  }

  @Test
  void readsWhatItWrites() {
    SignedMessage message = decode(SignedMessage.sign(AUTHOR, "t", utf8("data"), 7).encode());

    assertThat(message.flaw()).isEmpty();
    assertThat(message.author()).isEqualTo(PeerId.of(AUTHOR.id()));
    assertThat(message.topic()).isEqualTo("t");
    assertThat(message.data()).isEqualTo(utf8("data"));
    assertThat(message.sequence()).isEqualTo(7);
    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.GENUINE);
  }

  @Test
  void acceptsAMessageWithoutTheKeyThatItsAuthorHolds() {
    SignedMessage message = decode(Vectors.bytes("gossip", "message_noKey"));

    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.GENUINE);
    assertThat(message.encode()).isEqualTo(Vectors.bytes("gossip", "message_noKey"));
  }

  @Test
  void acceptsAMessageWithTheKeyAsJsSendsIt() {
    SignedMessage message = decode(Vectors.bytes("gossip", "message_withKey_asJsSends"));

    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.GENUINE);
    assertThat(message.encode()).isEqualTo(Vectors.bytes("gossip", "message_withKey_asJsSends"));
  }

  @Test
  void refusesASignatureThatCoversTheKey() {
    byte[] key = Vectors.bytes("publicKeyProtobuf");
    byte[] covered =
        concat(
            utf8("libp2p-pubsub:"),
            Vectors.bytes("gossip", "unsignedMessage"),
            new ProtoWriter().bytes(6, key).toByteArray());
    byte[] signature = AUTHOR.sign(covered);

    SignedMessage message = decode(fields(SEQUENCE, signature).bytes(6, key).toByteArray());

    assertThat(message.flaw()).isEmpty();
    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.FORGED);
  }

  @Test
  void refusesAKeyThatIsNotTheAuthors() {
    byte[] other = Vectors.bytes("publicKeyProtobuf");
    other[10] ^= 1;

    SignedMessage message = decode(fields(SEQUENCE, SIGNATURE).bytes(6, other).toByteArray());

    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.FORGED);
  }

  @Test
  void refusesAnEmptyKeyWhichWouldMakeJsThrow() {
    SignedMessage message = decode(fields(SEQUENCE, SIGNATURE).bytes(6, new byte[0]).toByteArray());

    assertThat(message.flaw()).contains("its key is empty");
  }

  @Test
  void refusesSequenceNumbersThatDoNotHaveEightBytes() {
    assertThat(decode(fields(new byte[4], SIGNATURE).toByteArray()).flaw()).isPresent();
    assertThat(decode(fields(new byte[9], SIGNATURE).toByteArray()).flaw()).isPresent();
    assertThat(decode(new ProtoWriter().bytes(1, FROM).string(4, "t").toByteArray()).flaw())
        .isPresent();
  }

  @Test
  void refusesAMessageThatIsNotSigned() {
    SignedMessage message = decode(Vectors.bytes("gossip", "unsignedMessage"));

    assertThat(message.flaw()).contains("it is not signed");
    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.FORGED);
  }

  @Test
  void refusesAnAuthorThatIsNoPeer() {
    ProtoWriter writer = new ProtoWriter().bytes(1, utf8("somebody")).bytes(3, SEQUENCE);

    SignedMessage message = decode(writer.string(4, "t").bytes(5, SIGNATURE).toByteArray());

    assertThat(message.flaw()).contains("its author is not a peer id");
    assertThatThrownBy(message::author).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesAMessageWithoutATopic() {
    ProtoWriter writer = new ProtoWriter().bytes(1, FROM).bytes(3, SEQUENCE);

    assertThat(decode(writer.bytes(5, SIGNATURE).toByteArray()).flaw()).isPresent();
  }

  @Test
  void noticesAChangeOfAnyByteThatIsSigned() {
    byte[] encoded = Vectors.bytes("gossip", "message_noKey");
    int textOfData = 42;
    encoded[textOfData] ^= 1;

    SignedMessage message = decode(encoded);

    assertThat(message.flaw()).isEmpty();
    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.FORGED);
  }

  @Test
  void keepsMissingAndEmptyDataApartBecauseTheSignatureDoes() {
    SignedMessage empty = SignedMessage.sign(AUTHOR, "t", new byte[0], 1);
    byte[] unsigned =
        new ProtoWriter().bytes(1, FROM).bytes(3, SEQUENCE).string(4, "t").toByteArray();
    byte[] signature = AUTHOR.sign(concat(utf8("libp2p-pubsub:"), unsigned));
    byte[] missing = concat(unsigned, new ProtoWriter().bytes(5, signature).toByteArray());

    assertThat(decode(empty.encode()).check(Verifier.ed25519())).isEqualTo(SignatureCheck.GENUINE);
    assertThat(decode(missing).check(Verifier.ed25519())).isEqualTo(SignatureCheck.GENUINE);
    assertThat(decode(missing).data()).isEmpty();
    assertThat(decode(missing).encode()).isEqualTo(missing);
    assertThat(empty.encode()).isNotEqualTo(missing);
  }

  @Test
  void leavesOutFieldsThatItDoesNotKnow() {
    byte[] known = Vectors.bytes("gossip", "message_noKey");
    byte[] more = concat(known, new ProtoWriter().string(99, "more").toByteArray());

    assertThat(decode(more).encode()).isEqualTo(known);
  }

  @Test
  void checksOverTheOrderThatIsSigned() {
    byte[] otherOrder =
        new ProtoWriter()
            .string(4, "test")
            .bytes(5, SIGNATURE)
            .bytes(3, SEQUENCE)
            .bytes(2, utf8("hello"))
            .bytes(1, FROM)
            .toByteArray();

    SignedMessage message = decode(otherOrder);

    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.GENUINE);
    assertThat(message.encode()).isEqualTo(Vectors.bytes("gossip", "message_noKey"));
  }

  @Test
  void knowsNothingOfKeysOfOtherKinds() {
    byte[] rsa = new byte[34];
    rsa[0] = 0x12;
    rsa[1] = 0x20;
    ProtoWriter writer = new ProtoWriter().bytes(1, rsa).bytes(3, SEQUENCE).string(4, "t");

    SignedMessage message = decode(writer.bytes(5, SIGNATURE).toByteArray());

    assertThat(message.flaw()).isEmpty();
    assertThat(message.check(Verifier.ed25519())).isEqualTo(SignatureCheck.UNKNOWN_KEY);
  }

  @Test
  void isIdentifiedByAuthorAndSequenceNumber() {
    SignedMessage message = decode(Vectors.bytes("gossip", "message_noKey"));

    MessageId id = MessageIdFunction.authorAndSequence().idOf(message);

    assertThat(id.bytes()).isEqualTo(Vectors.bytes("gossip", "msgIdSpec"));
    assertThat(id).hasToString(Vectors.text("gossip", "msgIdSpec"));
  }

  @Test
  void canBeIdentifiedAsJsDoesByDefault() {
    MessageIdFunction js =
        message -> {
          byte[] peer = message.author().bytes();
          byte[] id = new byte[peer.length - 2 + 8];
          System.arraycopy(peer, 2, id, 0, peer.length - 2);
          id[id.length - 1] = (byte) message.sequence();
          return MessageId.of(id);
        };

    MessageId id = js.idOf(decode(Vectors.bytes("gossip", "message_noKey")));

    assertThat(id.bytes()).isEqualTo(Vectors.bytes("gossip", "msgIdJsDefault"));
  }

  @Test
  void refusesToSignWhatNobodyWouldTake() {
    byte[] tooLong = new byte[SignedMessage.MAX_DATA_BYTES + 1];

    assertThatThrownBy(() -> SignedMessage.sign(AUTHOR, "t", tooLong, 1))
        .hasMessageContaining("65536");
    assertThatThrownBy(() -> SignedMessage.sign(AUTHOR, "", new byte[1], 1))
        .hasMessageContaining("topic");
    assertThatThrownBy(() -> SignedMessage.sign(AUTHOR, "ä".repeat(513), new byte[1], 1))
        .hasMessageContaining("topic");
  }

  private static ProtoWriter fields(byte[] sequence, byte[] signature) {
    return new ProtoWriter()
        .bytes(1, FROM)
        .bytes(2, utf8("hello"))
        .bytes(3, sequence)
        .string(4, "test")
        .bytes(5, signature);
  }

  private static SignedMessage decode(byte[] bytes) {
    return SignedMessage.decode(new ProtoReader(bytes));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
