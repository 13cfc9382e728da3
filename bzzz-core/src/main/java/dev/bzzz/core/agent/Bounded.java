package dev.bzzz.core.agent;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that forget what was put into them first. Confined to whoever locks them. */
final class Bounded {
  private Bounded() {}

  /** An empty map that never holds more than {@code max} keys. */
  static <K, V> Map<K, V> map(int max) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }
}
