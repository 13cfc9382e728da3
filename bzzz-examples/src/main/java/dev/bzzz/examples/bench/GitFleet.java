package dev.bzzz.examples.bench;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.examples.agent.OwnJvm;
import dev.bzzz.examples.agent.PolicyFile;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import dev.bzzz.git.server.ForgeServer;
import dev.bzzz.git.server.ServerOptions;
import dev.bzzz.git.server.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Processes that share a folder of bare repositories, a temporary one that goes with the fleet. */
final class GitFleet implements BenchFleet {
  private final BenchFolder folder = BenchFolder.create();
  private final Optional<ForgeServer> server;
  private final List<Agent> agents = new ArrayList<>();

  private record Agent(Process process, BufferedReader output) {
    String line() {
      try {
        String line = output.readLine();
        if (line == null) {
          throw new PermanentException(
              "cannot measure claims: an agent's process ended; see the error above");
        }
        return line;
      } catch (IOException e) {
        throw failed(e);
      }
    }

    void order(String line) {
      try {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  /** How the processes reach the repositories. */
  enum Way {
    /** As files of this machine. */
    FOLDER,
    /** From a server in this process, which does nothing else while they race. */
    HTTP
  }

  GitFleet(int agents, Way way) {
    String token = Tokens.draw();
    this.server = way == Way.HTTP ? Optional.of(serve(token)) : Optional.empty();
    GitAccess access =
        new GitAccess(
            forge(folder.path()), server.map(each -> new GitAccess.Server(each.url(), token)));
    try {
      for (int i = 0; i < agents; i++) {
        this.agents.add(start(access));
      }
      Map<AgentId, String> admitted = new TreeMap<>();
      for (Agent agent : this.agents) {
        admitted.put(new AgentId(agent.line()), "agent-" + admitted.size());
      }
      for (Ground ground : Ground.values()) {
        create(RepositoryName.parse(ground.repository()), admitted);
      }
    } catch (IOException e) {
      close();
      throw failed(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ForgeServer serve(String token) {
    return ForgeServer.start(
        new ServerOptions(
            forge(folder.path()),
            ServerOptions.LOOPBACK,
            0,
            "bench",
            Tokens.of(token, Optional.empty())));
  }

  private Agent start(GitAccess access) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(OwnJvm.command(GitAgent.class, GitAgent.arguments(folder.path())))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(access.environment());
    Process process = builder.start();
    return new Agent(process, process.inputReader(StandardCharsets.UTF_8));
  }

  /** Where the repositories are, in a fleet's folder. */
  static Path forge(Path folder) {
    return folder.resolve("forge");
  }

  @Override
  public List<Samples> race(Ground ground, int tasks) {
    for (int i = 0; i < agents.size(); i++) {
      agents.get(i).order(GitAgent.order(ground, tasks, agents.size(), i));
    }
    return agents.stream().map(agent -> Samples.parse(agent.line())).toList();
  }

  @Override
  public LedgerView view(Ground ground) {
    LocalForge forge = LocalForge.open(forge(folder.path()), "bench");
    GitAccess access = new GitAccess(forge(folder.path()), Optional.empty());
    try (ClaimLedger ledger = access.ledger(folder.path().resolve("cache"))) {
      return ledger.scan(forge.repository(RepositoryName.parse(ground.repository())).id());
    }
  }

  @Override
  public Optional<List<Duration>> diskSyncs() {
    return Optional.of(folder.syncs());
  }

  @Override
  public void close() {
    for (Agent agent : agents) {
      agent.process().destroy();
      agent.process().onExit().join();
    }
    server.ifPresent(ForgeServer::close);
    folder.close();
  }

  private void create(RepositoryName name, Map<AgentId, String> admitted) {
    LocalForge forge = LocalForge.create(forge(folder.path()), "bench");
    var repository = forge.createRepository(name, "main");
    new BranchWriter(name, Path.of(repository.gitUrl()))
        .commit(
            "main",
            Optional.empty(),
            new BranchWriter.Change(
                Map.of("README.md", "bench\n".getBytes(StandardCharsets.UTF_8)), Set.of()),
            new BranchWriter.Entry("bench", "bench@bzzz", Instant.now(), "Begin"));
    PolicyFile.admit(new RepositorySetup(forge), name, admitted, ClaimTiming.LOCAL);
  }

  private static PermanentException failed(IOException e) {
    return new PermanentException("cannot measure claims of processes: " + e, e);
  }
}
