package dev.bzzz.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a pure function gave, each key in the one place its hash says: whoever comes to
 * the same place later takes it. So it needs no lock and no order, and forgets now and then what
 * would still be wanted, which costs one more call. It begins small, and has twice the places when
 * keys have often taken each other's, up to the most it may have. Safe for use by many threads.
 *
 * @param <K> with {@code equals} and {@code hashCode} by value, immutable
 * @param <V> immutable
 */
public final class Memo<K, V> {
  private static final int FIRST_PLACES = 1 << 10;

  private final int most;
  private final Function<? super K, ? extends V> function;
  private final AtomicInteger displaced = new AtomicInteger();
  private volatile AtomicReferenceArray<@Nullable Known<K, V>> places;

  private record Known<K, V>(K key, V value) {}

  /**
   * An empty one.
   *
   * @param most how many values it remembers at most: a power of 2
   * @param function always gives the same for the same key
   */
  public Memo(int most, Function<? super K, ? extends V> function) {
    if (Integer.bitCount(most) != 1) {
      throw new IllegalArgumentException("most: a power of 2, not " + most);
    }
    this.most = most;
    this.function = function;
    this.places = new AtomicReferenceArray<>(Math.min(most, FIRST_PLACES));
  }

  /** What the function gives for a key. */
  public V get(K key) {
    AtomicReferenceArray<@Nullable Known<K, V>> now = places;
    int place = place(key, now.length());
    Known<K, V> known = now.get(place);
    if (known != null && known.key.equals(key)) {
      return known.value;
    }
    V value = function.apply(key);
    now.set(place, new Known<>(key, value));
    if (known != null && now.length() < most && displaced.incrementAndGet() > now.length() / 4) {
      grow();
    }
    return value;
  }

  private static int place(Object key, int places) {
    int hash = key.hashCode() * 0x9e3779b1;
    return (hash ^ hash >>> 16) & (places - 1);
  }

  /** What others remember meanwhile is forgotten, as it may be at any time. */
  private synchronized void grow() {
    AtomicReferenceArray<@Nullable Known<K, V>> before = places;
    if (before.length() == most || displaced.get() <= before.length() / 4) {
      return; // somebody else has just seen to it
    }
    AtomicReferenceArray<@Nullable Known<K, V>> after =
        new AtomicReferenceArray<>(2 * before.length());
    for (int i = 0; i < before.length(); i++) {
      Known<K, V> known = before.get(i);
      if (known != null) {
        after.set(place(known.key, after.length()), known);
      }
    }
    places = after;
    displaced.set(0);
  }

  /** How many values there is room for at the moment. */
  int places() {
    return places.length();
  }
}
