package dev.bzzz.git.ledger;

import dev.bzzz.core.Bounded;
import java.util.Map;
import java.util.Optional;

/** A map that forgets what was not used for longest. Safe for use by many threads. */
final class Lru<K, V> {
  private final Map<K, V> entries;

  Lru(int max) {
    entries = Bounded.lru(max);
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  synchronized void put(K key, V value) {
    entries.put(key, value);
  }

  synchronized Map<K, V> copy() {
    return Map.copyOf(entries);
  }
}
