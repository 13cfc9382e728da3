package dev.bzzz.core;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that forget what they have no room for. Confined to whoever locks them. */
public final class Bounded {
  private static final int INITIAL_CAPACITY = 16;
  private static final float LOAD_FACTOR = 0.75f;

  private Bounded() {}

  /** An empty map that never holds more than {@code max} keys; what was put first goes first. */
  public static <K, V> Map<K, V> map(int max) {
    return map(max, false);
  }

  /** An empty map that never holds more than {@code max} keys; what was used last stays longest. */
  public static <K, V> Map<K, V> lru(int max) {
    return map(max, true);
  }

  private static <K, V> Map<K, V> map(int max, boolean byUse) {
    return new LinkedHashMap<>(INITIAL_CAPACITY, LOAD_FACTOR, byUse) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }
}
