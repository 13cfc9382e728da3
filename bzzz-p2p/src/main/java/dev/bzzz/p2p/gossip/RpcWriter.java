package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.Uvarint;
import java.util.List;

/** Writes RPCs. */
final class RpcWriter {
  static final int SUBSCRIPTIONS = 1;
  static final int PUBLISH = 2;
  static final int CONTROL = 3;
  static final int SUBSCRIBE = 1;
  static final int TOPIC_ID = 2;
  static final int IHAVE = 1;
  static final int IWANT = 2;
  static final int GRAFT = 3;
  static final int PRUNE = 4;
  static final int IDONTWANT = 5;

  /** The topic of IHAVE, GRAFT and PRUNE. */
  static final int ENTRY_TOPIC = 1;

  static final int IHAVE_IDS = 2;

  /** The ids of IWANT and IDONTWANT. */
  static final int IDS = 1;

  static final int BACKOFF = 3;

  private static final int PUBLISH_TAG = PUBLISH << 3 | 2;

  private RpcWriter() {}

  static byte[] frame(Rpc rpc) {
    if (rpc.messages().size() == 1 && rpc.subscriptions().isEmpty() && rpc.control().isEmpty()) {
      return frame(rpc.messages().get(0));
    }
    ProtoWriter writer = new ProtoWriter();
    for (Subscription each : rpc.subscriptions()) {
      writer.message(
          SUBSCRIPTIONS,
          new ProtoWriter().bool(SUBSCRIBE, each.subscribe()).string(TOPIC_ID, each.topic()));
    }
    for (SignedMessage message : rpc.messages()) {
      writer.bytes(PUBLISH, message.encode());
    }
    if (!rpc.control().isEmpty()) {
      writer.message(CONTROL, control(rpc.control()));
    }
    return writer.toFrame();
  }

  /** The usual RPC, a single message, in one array and without a copy. */
  private static byte[] frame(SignedMessage message) {
    int size = message.encodedSize();
    int length = 1 + Uvarint.size(size) + size;
    byte[] frame = new byte[Uvarint.size(length) + length];
    int at = Uvarint.write(length, frame, 0);
    frame[at++] = PUBLISH_TAG;
    message.encode(frame, Uvarint.write(size, frame, at));
    return frame;
  }

  private static ProtoWriter control(Control control) {
    ProtoWriter writer = new ProtoWriter();
    for (Control.IHave each : control.ihave()) {
      ProtoWriter entry = roomFor(each.ids()).string(ENTRY_TOPIC, each.topic());
      writer.message(IHAVE, ids(entry, IHAVE_IDS, each.ids()));
    }
    if (!control.iwant().isEmpty()) {
      writer.message(IWANT, ids(roomFor(control.iwant()), IDS, control.iwant()));
    }
    for (String topic : control.graft()) {
      writer.message(GRAFT, new ProtoWriter().string(ENTRY_TOPIC, topic));
    }
    for (Control.Prune each : control.prune()) {
      ProtoWriter entry = new ProtoWriter().string(ENTRY_TOPIC, each.topic());
      if (each.backoffSeconds() > 0) {
        entry.uint64(BACKOFF, each.backoffSeconds());
      }
      writer.message(PRUNE, entry);
    }
    if (!control.idontwant().isEmpty()) {
      writer.message(IDONTWANT, ids(new ProtoWriter(), IDS, control.idontwant()));
    }
    return writer;
  }

  /** A writer that need not grow for so many ids of about one length: there may be thousands. */
  private static ProtoWriter roomFor(List<MessageId> ids) {
    int each = ids.isEmpty() ? 0 : ids.get(0).bytes().length + 3;
    return new ProtoWriter(Math.min(128 + ids.size() * each, Outbox.MAX_RPC_BYTES));
  }

  private static ProtoWriter ids(ProtoWriter writer, int field, List<MessageId> ids) {
    for (MessageId id : ids) {
      writer.bytes(field, id.bytes());
    }
    return writer;
  }
}
