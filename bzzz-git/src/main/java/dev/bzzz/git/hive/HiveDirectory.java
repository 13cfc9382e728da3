package dev.bzzz.git.hive;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.repo.RepositoryDirectory;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskRef;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.HostRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hive as a directory: it names the repositories to watch, and is told what becomes of their tasks.
 * It decides nothing. While it is away the agent goes on with the repositories named last, and at
 * most {@value #MAX_REPORTS} reports wait; the oldest give way.
 *
 * <p>Give it to an agent as {@code directory} and as {@code sink}. Reports are sent by a thread of
 * its own. Safe for use by many threads.
 */
public final class HiveDirectory implements RepositoryDirectory, EventSink, AutoCloseable {
  /** How often Hive is asked for repositories. */
  public static final Duration REFRESH = Duration.ofMinutes(5);

  /** Most reports that wait for Hive. */
  public static final int MAX_REPORTS = 1000;

  /** How long {@link #close} waits for reports to be sent, if Hive is there. */
  public static final Duration LAST_REPORTS = Duration.ofSeconds(3);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final int MAX_PULL_REQUESTS = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(HiveDirectory.class);
  private static final HostRequest LIST =
      HostRequest.get("list Hive's repositories", "api", "bzzz", "active-repos");

  /** Hears whether Hive is there; called once for each change, by whichever thread noticed. */
  public interface Listener {
    /**
     * Hive cannot be asked any more.
     *
     * @param why what failed, and what to do
     * @param pause how long it is left alone for now
     */
    void away(String why, Duration pause);

    /** Hive answers again. */
    void back();
  }

  /** Time as tests want it; pauses while Hive is away. */
  record Pace(LongSupplier nanos, Duration first, Duration most) {}

  private final HostClient client;
  private final HiveMemory memory;
  private final HivePresence presence;
  private final LongSupplier nanos;
  private final HiveReports reports = new HiveReports(MAX_REPORTS);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread sender = new Thread(this::sendReports, "bzzz-hive");
  private final Map<TaskRef, Long> pullRequests =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskRef, Long> eldest) {
          return size() > MAX_PULL_REQUESTS;
        }
      };

  private volatile Map<RepositoryName, HiveProject> projects;
  private @Nullable Long listedNanos;

  HiveDirectory(HostOptions options, Path memory, Listener listener, Pace pace) {
    this.client = HostClient.open(options);
    this.memory = new HiveMemory(memory);
    this.presence = new HivePresence(listener, pace.nanos(), pace.first(), pace.most());
    this.nanos = pace.nanos();
    this.projects = this.memory.load();
    sender.setDaemon(true);
    sender.start();
  }

  /**
   * Begins; Hive is first asked by {@link #repositories}.
   *
   * @param options Hive's address, in front of {@code /api/bzzz}, and the token it wants
   * @param memory file for what it listed last
   * @throws dev.bzzz.core.PermanentException if the certificates of the options cannot be read
   */
  public static HiveDirectory open(HostOptions options, Path memory, Listener listener) {
    return new HiveDirectory(
        options, memory, listener, new Pace(System::nanoTime, FIRST_PAUSE, REFRESH));
  }

  @Override
  public synchronized List<RepositoryName> repositories() {
    boolean due = listedNanos == null || nanos.getAsLong() - listedNanos >= REFRESH.toNanos();
    if ((due || presence.away()) && presence.pause().isZero()) {
      try {
        projects = HiveProject.read(client.send(LIST).json());
        listedNanos = nanos.getAsLong();
        memory.save(projects.values());
        presence.answered();
      } catch (BzzzException e) {
        presence.failed(e);
      }
    }
    return List.copyOf(projects.keySet());
  }

  @Override
  public void accept(AgentEvent event) {
    if (event instanceof AgentEvent.PullRequestOpened opened) {
      synchronized (pullRequests) {
        pullRequests.put(opened.task(), opened.number());
      }
    } else if (event instanceof AgentEvent.ClaimMoved moved) {
      HiveProject project = projects.get(moved.task().repository());
      if (project != null) {
        HiveReport.of(project, moved, pullRequest(moved.task())).ifPresent(reports::add);
      }
    }
  }

  /** Sends what waits, if Hive is there, and ends. */
  @Override
  public void close() {
    try {
      if (!presence.away()) {
        reports.awaitNone(LAST_REPORTS);
      }
      stopping.countDown();
      sender.interrupt();
      sender.join(LAST_REPORTS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopping.countDown();
      client.close();
    }
    int left = reports.waiting();
    if (left > 0) {
      LOG.warn("{} reports were not sent to Hive, which is away", left);
    }
  }

  private Optional<Long> pullRequest(TaskRef task) {
    synchronized (pullRequests) {
      return Optional.ofNullable(pullRequests.get(task));
    }
  }

  private void sendReports() {
    try {
      while (stopping.getCount() > 0) {
        HiveReport report = reports.first();
        Duration pause = presence.pause();
        if (!pause.isZero()) {
          stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } else if (sent(report)) {
          reports.done(report);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the report is through with: told, or refused for good. */
  private boolean sent(HiveReport report) {
    try {
      client.send(report.request());
      presence.answered();
      return true;
    } catch (TransientException | Unauthorized e) {
      if (stopping.getCount() > 0) { // else it was interrupted
        presence.failed(e);
      }
      return false;
    } catch (BzzzException e) {
      LOG.warn("a report to Hive is dropped: {}", e.getMessage());
      return true;
    }
  }
}
