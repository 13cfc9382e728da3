package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Opens a TCP connection and closes it.
 *
 * @param reached whether somebody accepted it
 */
record ReachCheck(Multiaddr address, boolean reached, NetworkCheck result) {
  /** How many connections are tried at once. */
  private static final int AT_ONCE = 8;

  static List<ReachCheck> all(List<Multiaddr> addresses, Duration patience)
      throws InterruptedException {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "bzzz-reach");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<CompletableFuture<ReachCheck>> checks = new ArrayList<>();
      for (Multiaddr address : addresses) {
        checks.add(CompletableFuture.supplyAsync(() -> of(address, patience), executor));
      }
      List<ReachCheck> results = new ArrayList<>();
      for (CompletableFuture<ReachCheck> check : checks) {
        results.add(check.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError("a check tells of failures by its result", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private static ReachCheck of(Multiaddr address, Duration patience) {
    String name = "reach " + address.withoutPeer();
    if (!Addresses.isDialable(address)) {
      return new ReachCheck(
          address,
          false,
          NetworkCheck.failed(
              name,
              "it is not an address that can be dialled",
              "write /ip4/…/tcp/…, /ip6/…/tcp/…, /dns/…/tcp/… or /dnsaddr/…"));
    }
    long start = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(address.tcpSocket().orElseThrow(), (int) Math.max(1, patience.toMillis()));
      long micros = (System.nanoTime() - start) / 1000;
      return new ReachCheck(
          address, true, NetworkCheck.passed(name, "accepted after " + micros + " us"));
    } catch (IOException e) {
      return new ReachCheck(
          address, false, NetworkCheck.failed(name, String.valueOf(e.getMessage()), advice(e)));
    }
  }

  private static String advice(IOException failure) {
    boolean timedOut = String.valueOf(failure.getMessage()).contains("timed out");
    if (failure instanceof SocketTimeoutException || timedOut) {
      return "nothing comes back: look for a firewall in between, or a host that is off";
    }
    if (failure instanceof NoRouteToHostException) {
      return "there is no way to that network: check routes, VPN and firewall of this host";
    }
    if (failure instanceof ConnectException) {
      return "the host is there, but nobody listens at that port: check that the peer runs, listens"
          + " at this address and not only at 127.0.0.1, and that the port is the same";
    }
    return "check the network of this host";
  }
}
