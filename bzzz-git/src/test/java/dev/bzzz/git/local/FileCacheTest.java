package dev.bzzz.git.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

final class FileCacheTest {
  private final FileCache cache = new FileCache();

  @Test
  void keepsWhatWasReadOutOfACommit() {
    cache.put(key("a", 1, "issue.json"), new byte[] {7});

    assertThat(cache.get(key("a", 1, "issue.json"))).hasValue(new byte[] {7});
    assertThat(cache.get(key("a", 1, "body.md"))).isEmpty();
    assertThat(cache.get(key("a", 2, "issue.json"))).isEmpty();
    assertThat(cache.get(key("b", 1, "issue.json"))).isEmpty();
  }

  @Test
  void dropsWhatWasNotUsedForLongest() {
    byte[] large = new byte[FileCache.MAX_FILE_BYTES];
    int more = 2 * FileCache.MAX_BYTES / large.length;
    for (int i = 0; i < more; i++) {
      cache.put(key("a", i, "f"), large);
      assertThat(cache.get(key("a", 0, "f"))).isPresent();
    }

    assertThat(cache.get(key("a", 1, "f"))).isEmpty();
    assertThat(cache.get(key("a", more - 1, "f"))).isPresent();
    assertThat(cache.size()).isBetween(1, FileCache.MAX_BYTES / large.length);
  }

  @Test
  void keepsNoLargeFile() {
    cache.put(key("a", 1, "f"), new byte[FileCache.MAX_FILE_BYTES + 1]);

    assertThat(cache.size()).isZero();
  }

  @Test
  void countsAFileOnce() {
    byte[] large = new byte[FileCache.MAX_FILE_BYTES];
    for (int i = 0; i < 1000; i++) {
      cache.put(key("a", 1, "f"), large);
    }
    cache.put(key("a", 2, "f"), large);

    assertThat(cache.size()).isEqualTo(2);
  }

  private static FileCache.Key key(String repository, int commit, String path) {
    return new FileCache.Key(
        Path.of(repository), ObjectId.fromString(String.format("%040x", commit)), path);
  }
}
