package dev.bzzz.examples.bench;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.quorum.QuorumLedger;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * The program of one process of a {@link QuorumProcessFleet}. It says where it can be reached, and
 * hears of all members, in the order that the policy names them: it dials those before its own
 * address, and says that it is connected. Then it answers each line {@code GROUND TASKS AGENTS
 * INDEX} with what it measured, until its input ends.
 */
final class QuorumProcess {
  private static final String CONNECTED = "connected";
  private static final int DIALS = 5;

  private QuorumProcess() {}

  /** The arguments of a process that votes, or of one that does not. */
  static List<String> arguments(Optional<Path> votes) {
    return votes.map(Path::toString).stream().toList();
  }

  /** Runs the process; its only argument is the folder of its votes, if it has any. */
  public static void main(String[] arguments) {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      serve(in, System.out, Stream.of(arguments).findFirst().map(Path::of));
    } catch (BzzzException | IOException e) {
      System.err.println("bzzz: " + e.getMessage());
      System.exit(1);
    }
  }

  /** A node that only others of this machine can reach. */
  static Libp2pNode node(Identity identity) {
    return Libp2pNode.builder(identity).listen("/ip4/127.0.0.1/tcp/0").start();
  }

  /** Connects with all members in front of a node. */
  static void dial(Libp2pNode node, List<Multiaddr> members) {
    for (Multiaddr member : members) {
      if (member.peer().filter(node.peerId()::equals).isPresent()) {
        return;
      }
      dial(node, member, DIALS);
    }
  }

  /** Where all processes start at once, one may take longer than a dial waits. */
  private static void dial(Libp2pNode node, Multiaddr member, int times) {
    try {
      node.dial(member).join();
    } catch (CompletionException e) {
      if (times == 1) {
        throw e.getCause() instanceof BzzzException cause ? cause : e;
      }
      dial(node, member, times - 1);
    }
  }

  /** The agents at these addresses. */
  static List<AgentId> agents(List<Multiaddr> members) {
    return members.stream().map(each -> each.peer().flatMap(PeerId::agent).orElseThrow()).toList();
  }

  private static void serve(BufferedReader in, PrintStream out, Optional<Path> votes)
      throws IOException {
    Identity identity = Identity.generate();
    try (Libp2pNode node = node(identity)) {
      out.println(node.addresses().get(0));
      List<Multiaddr> members = Stream.of(in.readLine().split(" ")).map(Multiaddr::parse).toList();
      QuorumLedger.Builder builder =
          QuorumLedger.builder(node, identity, new QuorumPolicies(agents(members)));
      votes.ifPresent(builder::votes);
      try (QuorumLedger ledger = builder.open()) {
        dial(node, members);
        out.println(CONNECTED);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String[] order = line.split(" ");
          var course =
              new Racer.Course(
                  QuorumPolicies.repository(BenchFleet.Ground.valueOf(order[0])),
                  Integer.parseInt(order[1]),
                  Integer.parseInt(order[2]),
                  Integer.parseInt(order[3]));
          out.println(new Racer(ledger, identity).race(course).line());
        }
      }
    }
  }
}
