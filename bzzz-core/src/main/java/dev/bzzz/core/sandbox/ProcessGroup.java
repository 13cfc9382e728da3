package dev.bzzz.core.sandbox;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A command and everything it started that can still be told: its descendants, and who is in its
 * process group or session. Confined to the thread that runs the command.
 */
final class ProcessGroup {
  private static final int MAX_ROUNDS = 500;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final Process leader;
  private long idsSeen = -1;
  private int counted = Integer.MAX_VALUE;

  ProcessGroup(Process leader) {
    this.leader = leader;
  }

  /**
   * Whether more than {@code limit} processes and threads are alive.
   *
   * <p>Reading the whole process table costs milliseconds, so it is read only when enough processes
   * or threads were started on the machine since the last count for the answer to be yes.
   */
  boolean exceeds(int limit) {
    long now = ProcessTable.lastId();
    boolean surelyNot =
        now >= 0 && now >= idsSeen && counted <= limit && counted + (now - idsSeen) <= limit;
    if (!surelyNot) {
      idsSeen = now; // read before counting, so nothing is missed
      counted = count();
    }
    return counted > limit;
  }

  /** Kills all of them, again and again until none is left; also the ones started meanwhile. */
  void kill() {
    boolean interrupted = Thread.interrupted();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      List<ProcessTable.Row> alive = members().stream().filter(row -> !row.dead()).toList();
      List<ProcessHandle> descendants = leader.descendants().toList();
      if (alive.isEmpty() && descendants.isEmpty() && !leader.isAlive()) {
        break;
      }
      if (alive.stream().anyMatch(row -> row.group() == leader.pid())) {
        killProcessGroup();
      }
      alive.stream()
          .filter(row -> row.pid() != leader.pid())
          .forEach(row -> ProcessHandle.of(row.pid()).ifPresent(ProcessHandle::destroyForcibly));
      descendants.forEach(ProcessHandle::destroyForcibly);
      leader.destroyForcibly();
      LockSupport.parkNanos(ROUND_NANOS);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One signal to the whole group outruns a command that starts processes all the time. */
  private void killProcessGroup() {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -KILL -- \"-$0\"", Long.toString(leader.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(1, TimeUnit.SECONDS);
    } catch (IOException e) {
      return; // no process left to start a shell with: one by one, then
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int count() {
    List<ProcessTable.Row> rows = members();
    return rows.isEmpty()
        ? (int) Math.min(Integer.MAX_VALUE, leader.descendants().count() + 1)
        : rows.stream().mapToInt(ProcessTable.Row::threads).sum();
  }

  private List<ProcessTable.Row> members() {
    List<ProcessTable.Row> rows = ProcessTable.read();
    Set<Long> pids = new HashSet<>();
    rows.stream()
        .filter(
            row ->
                row.pid() == leader.pid()
                    || row.group() == leader.pid()
                    || row.session() == leader.pid())
        .forEach(row -> pids.add(row.pid()));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ProcessTable.Row row : rows) {
        grown |= pids.contains(row.parent()) && pids.add(row.pid());
      }
    }
    return rows.stream().filter(row -> pids.contains(row.pid())).toList();
  }
}
