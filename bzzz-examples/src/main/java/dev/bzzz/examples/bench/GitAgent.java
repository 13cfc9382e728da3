package dev.bzzz.examples.bench;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.LocalForge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The program of one process of a {@link GitFleet}. It says who it is, and then answers each line
 * {@code REPOSITORY TASKS AGENTS INDEX} with what it measured, until its input ends.
 */
public final class GitAgent {
  private final Path folder;
  private final Identity agent = Identity.generate();
  private final PrintStream out;

  private GitAgent(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  static List<String> arguments(Path folder) {
    return List.of(folder.toString());
  }

  static String order(BenchFleet.Ground ground, int tasks, int agents, int index) {
    return ground.repository() + " " + tasks + " " + agents + " " + index;
  }

  /** Runs the process; its only argument is the fleet's folder. */
  public static void main(String[] arguments) {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      new GitAgent(Path.of(arguments[0]), System.out).serve(in);
    } catch (BzzzException | IOException e) {
      System.err.println("bzzz: " + e.getMessage());
      System.exit(1);
    }
  }

  private void serve(BufferedReader in) throws IOException {
    out.println(agent.id().value());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] order = line.split(" ");
      LocalForge forge = LocalForge.open(GitFleet.forge(folder), "bench");
      var repository = forge.repository(RepositoryName.parse(order[0]));
      var course =
          new Racer.Course(
              repository.id(),
              Integer.parseInt(order[1]),
              Integer.parseInt(order[2]),
              Integer.parseInt(order[3]));
      Path cache = folder.resolve("cache").resolve(agent.id().value());
      try (ClaimLedger ledger =
          GitAccess.of(GitFleet.forge(folder), System.getenv()).ledger(cache)) {
        out.println(new Racer(ledger, agent).race(course).line());
      }
    }
  }
}
