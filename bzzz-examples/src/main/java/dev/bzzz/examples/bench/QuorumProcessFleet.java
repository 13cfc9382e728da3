package dev.bzzz.examples.bench;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.quorum.QuorumLedger;
import dev.bzzz.examples.agent.OwnJvm;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Processes with a {@link QuorumLedger} each, on a libp2p mesh of this machine. Three of them vote,
 * each with its votes in a folder of its own on the same disk. This process is a member that looks
 * at the end how the race went.
 */
final class QuorumProcessFleet implements BenchFleet {
  private final BenchFolder folder = BenchFolder.create();
  private final Identity identity = Identity.generate();
  private final Libp2pNode node = QuorumProcess.node(identity);
  private final List<Member> members = new ArrayList<>();
  private final QuorumLedger ledger;
  private final int agents;

  private record Member(Process process, BufferedReader output) {
    String line() throws IOException {
      String line = output.readLine();
      if (line == null) {
        throw new PermanentException(
            "cannot measure claims: an agent's process ended; see the error above");
      }
      return line;
    }

    void order(String line) throws IOException {
      process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }
  }

  QuorumProcessFleet(int agents) {
    this.agents = agents;
    try {
      for (int i = 0; i < Math.max(agents, QuorumPolicies.VOTERS); i++) {
        members.add(start(i));
      }
      List<Multiaddr> addresses = new ArrayList<>();
      for (Member member : members) {
        addresses.add(Multiaddr.parse(member.line()));
      }
      addresses.add(node.addresses().get(0)); // the last, so that it dials all others
      ledger = connect(addresses);
    } catch (IOException e) {
      close(Optional.empty());
      throw failed(e);
    } catch (RuntimeException e) {
      close(Optional.empty());
      throw e;
    }
  }

  private Member start(int index) throws IOException {
    Optional<Path> votes =
        Optional.of(folder.path().resolve("voter-" + index))
            .filter(each -> index < QuorumPolicies.VOTERS);
    Process process =
        new ProcessBuilder(OwnJvm.command(QuorumProcess.class, QuorumProcess.arguments(votes)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new Member(process, process.inputReader(StandardCharsets.UTF_8));
  }

  private QuorumLedger connect(List<Multiaddr> addresses) throws IOException {
    String all = addresses.stream().map(Multiaddr::toString).collect(Collectors.joining(" "));
    for (Member member : members) {
      member.order(all);
    }
    for (Member member : members) {
      member.line();
    }
    QuorumProcess.dial(node, addresses);
    return QuorumLedger.builder(node, identity, new QuorumPolicies(QuorumProcess.agents(addresses)))
        .open();
  }

  @Override
  public List<Samples> race(Ground ground, int tasks) {
    try {
      for (int i = 0; i < agents; i++) {
        members.get(i).order(ground + " " + tasks + " " + agents + " " + i);
      }
      List<Samples> samples = new ArrayList<>();
      for (Member member : members.subList(0, agents)) {
        samples.add(Samples.parse(member.line()));
      }
      return samples;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public LedgerView view(Ground ground) {
    return ledger.scan(QuorumPolicies.repository(ground));
  }

  @Override
  public Optional<List<Duration>> diskSyncs() {
    return Optional.of(folder.syncs());
  }

  @Override
  public void close() {
    close(Optional.of(ledger));
  }

  private void close(Optional<QuorumLedger> opened) {
    node.close();
    opened.ifPresent(QuorumLedger::close);
    for (Member member : members) {
      member.process().destroy();
      member.process().onExit().join();
    }
    folder.close();
  }

  private static PermanentException failed(IOException e) {
    return new PermanentException("cannot measure claims of processes: " + e, e);
  }
}
