package dev.bzzz.examples.agent;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a key to one process: two agents of one key would each take the other's claims for their
 * own. The kernel frees the lock when the process dies, however it dies.
 */
final class KeyLock implements AutoCloseable {
  private final FileChannel channel;

  private KeyLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock beside the key file.
   *
   * @throws PermanentException if another process has it
   */
  static KeyLock acquire(Path key) {
    Path file = key.resolveSibling(key.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new PermanentException(
            "cannot run as the agent of "
                + key
                + ": another process runs with this key; stop it, or give this agent a key of its"
                + " own");
      }
      return new KeyLock(channel);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot lock " + file + ": " + e + "; the folder of the key must be writable", e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this very process has it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
