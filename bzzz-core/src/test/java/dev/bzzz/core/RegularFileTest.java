package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegularFileTest {
  @TempDir private Path folder;

  @Test
  void aFileIsReadUpToALimit() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3});

    assertThat(RegularFile.read(file, 4)).containsExactly(1, 2, 3);
    assertThat(RegularFile.read(file, 2)).containsExactly(1, 2);
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {1});
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertThat(RegularFile.read(link, 4)).containsExactly(1);
  }

  @Test
  void whatIsNoRegularFileIsNotEvenOpened() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);

    assertThatThrownBy(() -> RegularFile.read(link, 4))
        .isInstanceOf(RegularFile.NotRegular.class)
        .hasMessage(link + ": it is a pipe, a socket or a device");
    assertThatThrownBy(() -> RegularFile.read(folder, 4))
        .isInstanceOf(RegularFile.NotRegular.class)
        .hasMessage(folder + ": it is a folder");
  }

  @Test
  void aMissingFileIsMissing() {
    assertThatThrownBy(() -> RegularFile.read(folder.resolve("none"), 4))
        .isInstanceOf(NoSuchFileException.class);
  }
}
