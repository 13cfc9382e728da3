package dev.bzzz.git.local;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Small files that were read out of commits before, the ones used last.
 *
 * <p>What a commit holds never changes, so nothing here can be out of date: which commit counts is
 * still read from the disk each time. An agent looks at the same issues every few seconds, and
 * finding one file takes git about ten system calls. Safe for use by many threads; nobody changes
 * the bytes.
 */
final class FileCache {
  /** How much is kept, keys included. */
  static final int MAX_BYTES = 4 << 20;

  /** The largest file that is kept. */
  static final int MAX_FILE_BYTES = 64 << 10;

  /** About what an entry takes besides its content. */
  private static final int ENTRY_BYTES = 256;

  // In the order of use, the oldest first.
  private final Map<Key, byte[]> files = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Where a file is. */
  record Key(Path repository, ObjectId commit, String path) {
    Key {
      commit = commit.copy(); // not a parsed commit with all its parents
    }
  }

  synchronized Optional<byte[]> get(Key key) {
    return Optional.ofNullable(files.get(key));
  }

  synchronized void put(Key key, byte[] content) {
    if (content.length > MAX_FILE_BYTES || files.putIfAbsent(key, content) != null) {
      return;
    }
    bytes += ENTRY_BYTES + content.length;
    Iterator<byte[]> oldest = files.values().iterator();
    while (bytes > MAX_BYTES) {
      bytes -= ENTRY_BYTES + oldest.next().length;
      oldest.remove();
    }
  }

  /** How many files are kept. */
  synchronized int size() {
    return files.size();
  }
}
