package dev.bzzz.examples.demo;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How the agents of a demo meet: each listens at a port of this machine's own address and is told
 * of the next few others, so that any of them may die and come back.
 *
 * <p>The ports are free ones below those that systems hand out by themselves, so that no other
 * connection takes one before its agent has started.
 */
public final class DemoMesh {
  /** So many others each agent is told of. */
  public static final int MAX_PEERS = 8;

  private static final int LOWEST_PORT = 20_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final int MAX_TRIES = 1_000;

  private final List<AgentId> agents;
  private final List<Integer> ports;

  /**
   * Chooses the ports.
   *
   * @throws PermanentException if there are not as many free ones
   */
  public DemoMesh(List<AgentId> agents) {
    this.agents = List.copyOf(agents);
    this.ports = freePorts(agents.size());
  }

  /** What the {@code bzzz.yaml} of an agent says of it. */
  public String lines(int index) {
    StringBuilder lines = new StringBuilder();
    int peers = Math.min(MAX_PEERS, agents.size() - 1);
    if (peers > 0) {
      lines.append("peers:\n");
    }
    for (int i = 1; i <= peers; i++) {
      int peer = (index + i) % agents.size();
      lines.append("  - ").append(address(peer)).append("/p2p/").append(agents.get(peer));
      lines.append('\n');
    }
    return lines + "mesh:\n  listen: [" + address(index) + "]\n  mdns: false";
  }

  private String address(int index) {
    return "/ip4/127.0.0.1/tcp/" + ports.get(index);
  }

  private static List<Integer> freePorts(int count) {
    List<Integer> found = new ArrayList<>();
    for (int tries = 0; found.size() < count; tries++) {
      if (tries == MAX_TRIES) {
        throw new PermanentException(
            "cannot find "
                + count
                + " free ports from "
                + LOWEST_PORT
                + " to "
                + HIGHEST_PORT
                + " for the agents to listen at; free some, or run fewer agents");
      }
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      if (!found.contains(port) && free(port)) {
        found.add(port);
      }
    }
    return found;
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
