package dev.bzzz.git.local;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write refs of one bare repository: an operating-system lock on {@value #FILE} in it.
 *
 * <p>One holder at a time, over all threads and all processes of the machine. The kernel frees the
 * lock when its holder dies, so nobody ever waits for the dead. Not reentrant; confined to the
 * thread that acquired it.
 *
 * <p>A writer that was killed leaves git's own {@code *.lock} files behind; {@link #awaitFree}
 * clears those that nobody has touched for {@link #STALE_AFTER}. Younger ones may belong to a plain
 * {@code git push} or {@code git gc}, which know nothing of this lock.
 */
public final class RepositoryLock implements AutoCloseable {
  /** Name of the lock file inside the repository. Its content is the holder's process id. */
  public static final String FILE = "bzzz.lock";

  /** How long one of git's lock files must be unchanged to count as left behind. */
  public static final Duration STALE_AFTER = Duration.ofSeconds(10);

  /** How long callers without a deadline of their own wait for the lock. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(RepositoryLock.class);
  private static final int PAUSE_MS = 1;
  private static final int PID_BYTES = 20;

  // The kernel's lock belongs to the process, and closing any channel on the file gives it up. So
  // threads queue here first, and only one of them has the file open at a time.
  private static final ConcurrentHashMap<Path, Gate> GATES = new ConcurrentHashMap<>();

  private static final ScheduledThreadPoolExecutor WATCHDOG = watchdog();

  private static final class Gate {
    final ReentrantLock lock = new ReentrantLock(true);
    int users; // changed inside ConcurrentHashMap.compute only
  }

  private final Path gitDir;
  private final Gate gate;
  private final FileChannel channel;
  private boolean open = true;

  private RepositoryLock(Path gitDir, Gate gate, FileChannel channel) {
    this.gitDir = gitDir;
    this.gate = gate;
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @param gitDir the bare repository
   * @throws NotFound if there is no such folder
   * @throws TransientException if somebody else holds it for longer than {@code timeout}, or the
   *     thread is interrupted (it stays interrupted)
   * @throws PermanentException if the folder cannot be written to
   */
  public static RepositoryLock acquire(Path gitDir, Duration timeout) {
    Path real = real(gitDir);
    long deadline = System.nanoTime() + timeout.toNanos();
    Gate gate = GATES.compute(real, (path, known) -> entered(known));
    try {
      if (gate.lock.isHeldByCurrentThread()) {
        throw new AssertionError("the lock of " + real + " is not reentrant");
      }
      if (!gate.lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(real, "another thread of this process");
      }
    } catch (InterruptedException e) {
      leave(real);
      throw interrupted(real, e);
    } catch (RuntimeException | Error e) {
      leave(real);
      throw e;
    }
    try {
      return new RepositoryLock(real, gate, lockedChannel(real, deadline));
    } catch (RuntimeException | Error e) {
      gate.lock.unlock();
      leave(real);
      throw e;
    }
  }

  /**
   * Waits until git's lock file beside {@code name} is gone, removing it once it counts as left
   * behind.
   *
   * @param name full name of a ref, or {@code packed-refs}
   * @throws TransientException if somebody keeps using it
   */
  public void awaitFree(String name) {
    if (!open) {
      throw new AssertionError("the lock of " + gitDir + " is released");
    }
    Path file = gitDir.resolve(name + ".lock");
    StaleLock.await(file, STALE_AFTER);
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("could not close {}/{}: {}", gitDir, FILE, e.getMessage());
    } finally {
      gate.lock.unlock();
      leave(gitDir);
    }
  }

  private static ScheduledThreadPoolExecutor watchdog() {
    ScheduledThreadPoolExecutor watchdog =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "bzzz-lock-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    watchdog.setRemoveOnCancelPolicy(true);
    return watchdog;
  }

  private static Gate entered(@org.jspecify.annotations.Nullable Gate known) {
    Gate gate = known == null ? new Gate() : known;
    gate.users++;
    return gate;
  }

  private static void leave(Path real) {
    GATES.computeIfPresent(real, (path, gate) -> --gate.users == 0 ? null : gate);
  }

  private static Path real(Path gitDir) {
    try {
      return gitDir.toRealPath();
    } catch (NoSuchFileException e) {
      throw new NotFound(
          "cannot lock the repository " + gitDir + ": the folder is gone; check its path");
    } catch (IOException e) {
      throw new PermanentException(
          "cannot lock the repository " + gitDir + ": " + e + "; check its permissions", e);
    }
  }

  private static FileChannel lockedChannel(Path real, long deadline) {
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel =
          FileChannel.open(
              real.resolve(FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      waitForKernel(channel, real, deadline);
      channel.write(
          ByteBuffer.wrap(
              String.format("%-" + (PID_BYTES - 1) + "d\n", ProcessHandle.current().pid())
                  .getBytes(StandardCharsets.US_ASCII)),
          0);
      locked = true;
      return channel;
    } catch (ClosedByInterruptException e) {
      throw interrupted(real, e);
    } catch (InterruptedException e) {
      throw interrupted(real, e);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot lock the repository " + real + ": " + e + "; make it writable and see to room",
          e);
    } finally {
      if (channel != null && !locked) {
        closeQuietly(channel);
      }
    }
  }

  /**
   * Waits in the kernel's own queue, which costs nothing and is woken at once; the channel is
   * closed under a wait that lasts too long.
   */
  private static void waitForKernel(FileChannel channel, Path real, long deadline)
      throws IOException, InterruptedException {
    while (channel.tryLock() == null) { // freed with its channel
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw busy(real, holder(channel));
      }
      String holder = holder(channel);
      ScheduledFuture<?> watchdog =
          WATCHDOG.schedule(() -> closeQuietly(channel), left, TimeUnit.NANOSECONDS);
      try {
        channel.lock();
        if (watchdog.cancel(false)) {
          return;
        }
        throw busy(real, holder);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (AsynchronousCloseException e) {
        throw busy(real, holder);
      } catch (IOException e) {
        // The kernel takes all threads of a process for one, and may see two processes wait for
        // each other when only some of their threads do.
        LOG.debug("cannot wait for {}/{}: {}", real, FILE, e.getMessage());
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      } finally {
        watchdog.cancel(false);
      }
    }
  }

  /** Who wrote into the file last. */
  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(PID_BYTES);
    channel.read(pid, 0);
    String holder = new String(pid.array(), StandardCharsets.US_ASCII).trim();
    return "process " + (holder.matches("[0-9]+") ? holder : "of unknown id");
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a lock file that was not locked: {}", e.getMessage());
    }
  }

  private static TransientException busy(Path real, String holder) {
    return new TransientException(
        "cannot write to the repository "
            + real
            + ": "
            + holder
            + " keeps it locked; if that is frozen, resume or end it",
        Duration.ofSeconds(1));
  }

  private static TransientException interrupted(Path real, Exception cause) {
    Thread.currentThread().interrupt();
    return new TransientException(
        "interrupted while waiting for the lock of the repository " + real, cause);
  }
}
