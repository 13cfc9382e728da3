package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads RPCs. The bounds are above what honest peers send and keep an RPC of many empty things from
 * taking much more memory than it has bytes. What PRUNE recommends is not read.
 */
final class RpcReader {
  /** Most subscriptions, or entries of control, of one RPC. */
  static final int MAX_ENTRIES = 8192;

  /** Most messages of one RPC. */
  static final int MAX_MESSAGES = 16384;

  /** Most ids of messages of one RPC. */
  static final int MAX_IDS = 32768;

  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<SignedMessage> messages = new ArrayList<>();
  private final List<Control.IHave> ihave = new ArrayList<>();
  private final List<MessageId> iwant = new ArrayList<>();
  private final List<String> graft = new ArrayList<>();
  private final List<Control.Prune> prune = new ArrayList<>();
  private final List<MessageId> idontwant = new ArrayList<>();
  private int entries;
  private int ids;

  private RpcReader() {}

  static Rpc read(ProtoReader reader) {
    if (reader.remaining() > Rpc.MAX_BYTES) {
      throw new WireException("an RPC has at most " + Rpc.MAX_BYTES + " bytes");
    }
    return new RpcReader().rpc(reader);
  }

  private Rpc rpc(ProtoReader reader) {
    boolean controlled = false;
    while (reader.next()) {
      switch (reader.field()) {
        case RpcWriter.SUBSCRIPTIONS -> subscription(reader.message());
        case RpcWriter.PUBLISH -> message(reader.message());
        case RpcWriter.CONTROL -> {
          controlled = true;
          control(reader.message());
        }
        default -> {}
      }
    }
    Control control =
        controlled ? new Control(ihave, iwant, graft, prune, idontwant) : Control.NONE;
    return new Rpc(subscriptions, messages, control);
  }

  private void message(ProtoReader reader) {
    if (messages.size() == MAX_MESSAGES) {
      throw new WireException("an RPC has at most " + MAX_MESSAGES + " messages");
    }
    messages.add(SignedMessage.decode(reader));
  }

  private void subscription(ProtoReader reader) {
    countEntry();
    boolean subscribe = false;
    String topic = "";
    while (reader.next()) {
      switch (reader.field()) {
        case RpcWriter.SUBSCRIBE -> subscribe = reader.bool();
        case RpcWriter.TOPIC_ID -> topic = topic(reader);
        default -> {}
      }
    }
    subscriptions.add(new Subscription(subscribe, topic));
  }

  private void control(ProtoReader reader) {
    while (reader.next()) {
      int field = reader.field();
      if (field >= RpcWriter.IHAVE && field <= RpcWriter.IDONTWANT) {
        countEntry();
        entry(field, reader.message());
      }
    }
  }

  private void entry(int field, ProtoReader reader) {
    switch (field) {
      case RpcWriter.IHAVE -> ihave(reader);
      case RpcWriter.IWANT -> ids(reader, iwant);
      case RpcWriter.GRAFT -> graft(reader);
      case RpcWriter.PRUNE -> prune(reader);
      default -> ids(reader, idontwant);
    }
  }

  private void ihave(ProtoReader reader) {
    String topic = "";
    List<MessageId> advertised = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case RpcWriter.ENTRY_TOPIC -> topic = topic(reader);
        case RpcWriter.IHAVE_IDS -> id(reader, advertised);
        default -> {}
      }
    }
    ihave.add(new Control.IHave(topic, advertised));
  }

  private void ids(ProtoReader reader, List<MessageId> target) {
    while (reader.next()) {
      if (reader.field() == RpcWriter.IDS) {
        id(reader, target);
      }
    }
  }

  private void graft(ProtoReader reader) {
    String topic = "";
    while (reader.next()) {
      if (reader.field() == RpcWriter.ENTRY_TOPIC) {
        topic = topic(reader);
      }
    }
    graft.add(topic);
  }

  private void prune(ProtoReader reader) {
    String topic = "";
    long seconds = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case RpcWriter.ENTRY_TOPIC -> topic = topic(reader);
        case RpcWriter.BACKOFF -> seconds = reader.uint64();
        default -> {}
      }
    }
    prune.add(new Control.Prune(topic, seconds));
  }

  /** A topic of bytes that are no text is none of ours, and no reason to part with the peer. */
  private static String topic(ProtoReader reader) {
    return reader.text().orElse("");
  }

  private void id(ProtoReader reader, List<MessageId> target) {
    if (++ids > MAX_IDS) {
      throw new WireException("an RPC has at most " + MAX_IDS + " ids of messages");
    }
    if (reader.length() <= MessageId.MAX_BYTES) {
      target.add(MessageId.of(reader.bytes()));
    }
  }

  private void countEntry() {
    if (++entries > MAX_ENTRIES) {
      throw new WireException("an RPC has at most " + MAX_ENTRIES + " entries");
    }
  }
}
