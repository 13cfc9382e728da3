package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What travels on a pubsub stream: subscriptions, messages and control, each possibly empty.
 * Nothing that can be seen of it changes.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/pubsub/README.md">pubsub</a>
 */
public final class Rpc {
  /** Most bytes of an RPC that is read, without its length. */
  public static final int MAX_BYTES = 1 << 20;

  private final List<Subscription> subscriptions;
  private final List<SignedMessage> messages;
  private final Control control;
  private byte @Nullable [] frame;

  /** Creates an RPC of these parts. */
  public Rpc(List<Subscription> subscriptions, List<SignedMessage> messages, Control control) {
    this.subscriptions = List.copyOf(subscriptions);
    this.messages = List.copyOf(messages);
    this.control = control;
  }

  /** An RPC with one message. */
  public static Rpc of(SignedMessage message) {
    return new Rpc(List.of(), List.of(message), Control.NONE);
  }

  /**
   * Reads an RPC, without its length.
   *
   * @throws WireException if the bytes are not protobuf or hold more of something than one RPC may
   */
  public static Rpc decode(byte[] bytes) {
    return decode(new ProtoReader(bytes));
  }

  /**
   * Reads an RPC, without its length; nothing of it lies in the reader's bytes any more.
   *
   * @throws WireException if the bytes are not protobuf or hold more of something than one RPC may
   */
  public static Rpc decode(ProtoReader reader) {
    return RpcReader.read(reader);
  }

  /** Topics wanted and no longer wanted, in the order in which that was said. */
  public List<Subscription> subscriptions() {
    return subscriptions;
  }

  /** Messages, of whatever form. */
  public List<SignedMessage> messages() {
    return messages;
  }

  /** What routers tell each other. */
  public Control control() {
    return control;
  }

  /** Whether it says nothing, which is allowed and ignored. */
  public boolean isEmpty() {
    return subscriptions.isEmpty() && messages.isEmpty() && control.isEmpty();
  }

  /**
   * The bytes for the stream, with their length before them. Made when first asked for and shared:
   * nobody changes them. Asked for by one thread.
   */
  public byte[] frame() {
    byte[] known = frame;
    if (known == null) {
      known = RpcWriter.frame(this);
      frame = known;
    }
    return known;
  }
}
