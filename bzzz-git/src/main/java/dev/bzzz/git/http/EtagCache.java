package dev.bzzz.git.http;

import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that may be served again when the host says that nothing changed (RFC 9110, section
 * 8.8.3); what was used last stays longest. Safe for use by many threads.
 */
final class EtagCache {
  /** Most answers. */
  static final int MAX_ENTRIES = 1000;

  /** Most bytes of their bodies. */
  static final long MAX_BYTES = 32L * 1024 * 1024;

  private static final int INITIAL_CAPACITY = 16;
  private static final float LOAD_FACTOR = 0.75f;

  private final Map<Key, RawAnswer> answers =
      new LinkedHashMap<>(INITIAL_CAPACITY, LOAD_FACTOR, true);
  private final int maxEntries;
  private final long maxBytes;
  private long bytes;

  EtagCache() {
    this(MAX_ENTRIES, MAX_BYTES);
  }

  EtagCache(int maxEntries, long maxBytes) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  /**
   * What an answer depends on.
   *
   * @param token fingerprint: what one may see another may not
   */
  record Key(URI url, String token, String accept) {}

  synchronized Optional<RawAnswer> find(Key key) {
    return Optional.ofNullable(answers.get(key));
  }

  /** Keeps an answer that has an entity tag and is not too large. */
  synchronized void keep(Key key, RawAnswer answer) {
    forget(key);
    if (answer.header("ETag").isEmpty() || answer.body().length > maxBytes / 4) {
      return;
    }
    answers.put(key, answer);
    bytes += answer.body().length;
    Iterator<RawAnswer> eldest = answers.values().iterator();
    while (answers.size() > maxEntries || bytes > maxBytes) {
      bytes -= eldest.next().body().length;
      eldest.remove();
    }
  }

  private void forget(Key key) {
    RawAnswer known = answers.remove(key);
    if (known != null) {
      bytes -= known.body().length;
    }
  }
}
