package dev.bzzz.p2p.gossip;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as it travels, signed by its author (StrictSign).
 *
 * <p>One that came from a peer can be anything: {@link #flaw()} says whether its form is right, and
 * only {@link #check} whether its author signed it. It is passed on with the fields 1 to 6 in the
 * order of their numbers and nothing else, which is also what the signature is checked over.
 * Nothing that can be seen of it changes.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/pubsub/README.md">pubsub</a>
 */
public final class SignedMessage {
  /** Most bytes of data. */
  public static final int MAX_DATA_BYTES = Mesh.MAX_MESSAGE_BYTES;

  /** Most bytes of a topic in UTF-8. */
  public static final int MAX_TOPIC_BYTES = 1024;

  private final MessageFields fields;
  private final @Nullable String flaw;
  private final long sequence;
  private @Nullable PeerId author;

  /** Made when first asked for: most messages came before, from another peer. */
  private volatile byte @Nullable [] signed;

  private SignedMessage(MessageFields fields) {
    this.fields = fields;
    this.author = fields.author();
    this.flaw = author == null ? "its author is not a peer id" : fields.flaw();
    this.sequence = flaw == null ? ByteBuffer.wrap(fields.sequence).getLong() : 0;
  }

  /**
   * Signs a message.
   *
   * @param data not copied, so nobody changes it
   * @param sequence greater than in every message that the author published before, also before a
   *     restart: starts with the nanoseconds since 1970 and counts the messages
   * @throws IllegalArgumentException if the data or the topic is too long, or the topic is empty
   */
  public static SignedMessage sign(Signer author, String topic, byte[] data, long sequence) {
    MessageFields fields = new MessageFields();
    fields.from = PeerId.of(author.id()).bytes();
    fields.data = data;
    fields.sequence = ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    fields.topic = topic;
    byte[] signed = fields.signed();
    fields.signature = author.sign(signed);
    SignedMessage message = new SignedMessage(fields);
    message.signed = signed;
    if (message.flaw != null || data.length > MAX_DATA_BYTES) {
      throw new IllegalArgumentException(
          "cannot publish a message: "
              + (message.flaw == null
                  ? "its data is longer than " + MAX_DATA_BYTES
                  : message.flaw));
    }
    return message;
  }

  /**
   * Reads a message.
   *
   * @throws WireException if the bytes are not protobuf
   */
  public static SignedMessage decode(ProtoReader reader) {
    return new SignedMessage(MessageFields.read(reader));
  }

  /** What is wrong with its form, so that nobody may pass it on; empty when it is right. */
  public Optional<String> flaw() {
    return Optional.ofNullable(flaw);
  }

  /**
   * Checks the signature, which takes as long as one Ed25519 verification. Safe for use by many
   * threads.
   */
  public SignatureCheck check(Verifier verifier) {
    byte[] key = fields.key;
    if (flaw != null || key != null && !isOfAuthor(key)) {
      return SignatureCheck.FORGED;
    }
    Optional<AgentId> agent = author().agent();
    if (agent.isEmpty()) {
      return SignatureCheck.UNKNOWN_KEY;
    }
    return verifier.verify(agent.get(), signed(), fields.signature)
        ? SignatureCheck.GENUINE
        : SignatureCheck.FORGED;
  }

  /**
   * Who says to have written it.
   *
   * @throws IllegalStateException if the message has a flaw
   */
  public PeerId author() {
    if (author == null) {
      throw new IllegalStateException("a message with a flaw has no author");
    }
    return author;
  }

  /** The author's number of the message, as signed; 0 when it has a flaw. */
  public long sequence() {
    return sequence;
  }

  /** The topic; empty when it names none. */
  public String topic() {
    return fields.topic;
  }

  /** What it says; not copied, so nobody changes it. */
  public byte[] data() {
    return fields.data == null ? MessageFields.NOTHING : fields.data;
  }

  /** The bytes that the signature is over; not copied, so nobody changes them. */
  public byte[] signed() {
    byte[] known = signed;
    if (known == null) {
      known = fields.signed();
      signed = known;
    }
    return known;
  }

  /** The bytes of the message as it travels. */
  public byte[] encode() {
    byte[] bytes = new byte[encodedSize()];
    encode(bytes, 0);
    return bytes;
  }

  int encodedSize() {
    return fields.encodedSize(signed().length);
  }

  /** Writes the message into an array; returns where the next byte goes. */
  int encode(byte[] target, int offset) {
    return fields.encode(signed(), target, offset);
  }

  /** Whether it has the same fields, so that both are genuine or none. */
  boolean isSame(SignedMessage other) {
    return Arrays.equals(signed(), other.signed())
        && Arrays.equals(fields.signature, other.fields.signature)
        && Arrays.equals(fields.key, other.fields.key);
  }

  /** How many bytes it takes to keep the message. */
  int heldBytes() {
    return signed().length + data().length + 512;
  }

  /** The specification's default id: the author's peer id and the sequence number. */
  MessageId authorAndSequence() {
    byte[] from = fields.from;
    byte[] number = fields.sequence;
    byte[] id = Arrays.copyOf(from, from.length + number.length);
    System.arraycopy(number, 0, id, from.length, number.length);
    return MessageId.of(id);
  }

  /** Takes an equal name that knows its agent already, which is slow to find. */
  void adopt(PeerId same) {
    author = same;
  }

  /** Takes an equal topic that is kept anyway, so that its own need not be. */
  void adopt(String sameTopic) {
    fields.topic = sameTopic;
  }

  @Override
  public String toString() {
    return "message " + sequence + " of " + author + " in '" + fields.topic + "'";
  }

  private boolean isOfAuthor(byte[] key) {
    try {
      return PublicKey.decode(key).peerId().equals(author);
    } catch (WireException e) {
      return false;
    }
  }
}
