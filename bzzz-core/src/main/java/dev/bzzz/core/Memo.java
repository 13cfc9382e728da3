package dev.bzzz.core;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a pure function gave, each key in the one place its hash says: whoever comes to
 * the same place later takes it. So it never grows, needs no lock and no order, and forgets now and
 * then what would still be wanted, which costs one more call. Safe for use by many threads.
 *
 * @param <K> with {@code equals} and {@code hashCode} by value, immutable
 * @param <V> immutable
 */
public final class Memo<K, V> {
  private final AtomicReferenceArray<@Nullable Known<K, V>> places;
  private final Function<? super K, ? extends V> function;

  private record Known<K, V>(K key, V value) {}

  /**
   * An empty one.
   *
   * @param places how many values it remembers at most: a power of 2
   * @param function always gives the same for the same key
   */
  public Memo(int places, Function<? super K, ? extends V> function) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException("places: a power of 2, not " + places);
    }
    this.places = new AtomicReferenceArray<>(places);
    this.function = function;
  }

  /** What the function gives for a key. */
  public V get(K key) {
    int hash = key.hashCode() * 0x9e3779b1;
    int place = (hash ^ hash >>> 16) & (places.length() - 1);
    Known<K, V> known = places.get(place);
    if (known != null && known.key.equals(key)) {
      return known.value;
    }
    V value = function.apply(key);
    places.set(place, new Known<>(key, value));
    return value;
  }
}
