package dev.bzzz.p2p.net;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which protocols a node serves. Safe for use by many threads. */
final class Protocols {
  /** Most protocols one node serves. */
  static final int MAX_PROTOCOLS = 256;

  private final Map<String, InboundProtocol> served = new ConcurrentHashMap<>();
  private final List<String> order = new CopyOnWriteArrayList<>();

  /**
   * Serves a protocol; a second one of this name replaces the first.
   *
   * @throws IllegalStateException if there are {@value #MAX_PROTOCOLS} already
   */
  void serve(String name, InboundProtocol protocol) {
    if (served.size() >= MAX_PROTOCOLS && !served.containsKey(name)) {
      throw new IllegalStateException("a node serves at most " + MAX_PROTOCOLS + " protocols");
    }
    if (served.put(name, protocol) == null) {
      order.add(name);
    }
  }

  Optional<InboundProtocol> find(String name) {
    return Optional.ofNullable(served.get(name));
  }

  /** All names, those that were served first in front. */
  List<String> names() {
    return List.copyOf(order);
  }
}
