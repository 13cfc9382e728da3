package dev.bzzz.p2p.gossip;

import java.util.ArrayList;
import java.util.List;

/** Collects control and cuts it into parts, none of which is longer than an RPC should be. */
final class ControlParts {
  private final List<Control> parts = new ArrayList<>();
  private List<Control.IHave> ihave = new ArrayList<>();
  private List<MessageId> iwant = new ArrayList<>();
  private List<String> graft = new ArrayList<>();
  private List<Control.Prune> prune = new ArrayList<>();
  private int bytes;

  void graft(String topic) {
    room(size(topic));
    graft.add(topic);
  }

  void prune(Control.Prune entry) {
    room(size(entry.topic()) + 4);
    prune.add(entry);
  }

  void iwant(MessageId id) {
    room(size(id));
    iwant.add(id);
  }

  void ihave(String topic, List<MessageId> ids) {
    List<MessageId> here = new ArrayList<>();
    room(size(topic));
    for (MessageId id : ids) {
      if (!here.isEmpty() && bytes + size(id) > Outbox.MAX_RPC_BYTES) {
        ihave.add(new Control.IHave(topic, here));
        here.clear();
        close();
        bytes = size(topic);
      }
      here.add(id);
      bytes += size(id);
    }
    ihave.add(new Control.IHave(topic, here));
  }

  List<Control> take() {
    if (bytes > 0) {
      close();
    }
    return parts;
  }

  private void room(int size) {
    if (bytes > 0 && bytes + size > Outbox.MAX_RPC_BYTES) {
      close();
    }
    bytes += size;
  }

  private void close() {
    parts.add(new Control(ihave, iwant, graft, prune, List.of()));
    ihave = new ArrayList<>();
    iwant = new ArrayList<>();
    graft = new ArrayList<>();
    prune = new ArrayList<>();
    bytes = 0;
  }

  /** At most so many bytes with the lengths and tags around it. */
  private static int size(String topic) {
    return 3 * topic.length() + 12;
  }

  private static int size(MessageId id) {
    return id.bytes().length + 3;
  }
}
