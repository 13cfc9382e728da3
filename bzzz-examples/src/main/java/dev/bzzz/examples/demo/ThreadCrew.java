package dev.bzzz.examples.demo;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.ReferenceAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All agents in this process, on a mesh inside it. */
final class ThreadCrew implements Crew {
  private final List<ReferenceAgent> agents = new ArrayList<>();

  ThreadCrew(List<AgentFiles> files, Sandbox sandbox, Optional<Path> recordings) {
    InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
    try {
      for (AgentFiles each : files) {
        agents.add(
            ReferenceAgent.assemble(
                ConfigReader.read(each.config(), Map.of()),
                sandbox,
                List.of(),
                new ReferenceAgent.Extras(
                    agent -> Optional.of(hub.join(agent)), 0, recordings.map(each::recording))));
      }
      agents.forEach(agent -> agent.agent().start());
    } catch (BzzzException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    for (ReferenceAgent agent : agents) {
      if (!agent.agent().awaitIdle(timeout)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    // In parallel: each may have to wait for what it holds.
    List<Thread> closers =
        agents.stream().map(agent -> new Thread(agent::close)).collect(Collectors.toList());
    closers.forEach(Thread::start);
    for (Thread closer : closers) {
      try {
        closer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
