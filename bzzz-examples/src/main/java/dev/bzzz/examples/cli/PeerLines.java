package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.net.MeshMessage;
import dev.bzzz.p2p.net.NodeEvents;
import java.io.PrintWriter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Prints what happens to a peer, one line for each event: compact JSON, or text. Safe for use by
 * many threads; whoever holds its lock keeps the others from printing.
 */
final class PeerLines implements NodeEvents {
  private static final String EVENT = "event";
  private static final String PEER = "peer";

  private final PrintWriter out;
  private final boolean json;
  private final Runnable onClosed;

  /**
   * Creates a printer.
   *
   * @param onClosed called when nobody reads any more
   */
  PeerLines(PrintWriter out, boolean json, Runnable onClosed) {
    this.out = out;
    this.json = json;
    this.onClosed = onClosed;
  }

  static ObjectNode event(String name) {
    return Json.object().put(EVENT, name);
  }

  /** The peer hears; the address that works for everybody on this machine comes first. */
  void listening(PeerId peer, List<Multiaddr> addresses) {
    List<Multiaddr> sorted =
        addresses.stream().sorted(Comparator.comparing(PeerLines::reach)).toList();
    ObjectNode event = event("listening").put(PEER, peer.toString());
    var list = event.putArray("addresses");
    sorted.forEach(each -> list.add(each.toString()));
    StringBuilder text = new StringBuilder("peer " + peer + " listens at");
    sorted.forEach(each -> text.append(' ').append(each));
    print(event, text.toString());
  }

  @Override
  public void connected(PeerId peer, Multiaddr address, boolean outbound) {
    print(
        event("connected")
            .put(PEER, peer.toString())
            .put("address", address.toString())
            .put("outbound", outbound),
        "connected " + peer + (outbound ? " at " : " from ") + address.withoutPeer());
  }

  @Override
  public void disconnected(PeerId peer, String why) {
    print(
        event("disconnected").put(PEER, peer.toString()).put("why", why),
        "disconnected " + peer + ": " + why);
  }

  /** People read of it in the log. */
  @Override
  public void refused(Multiaddr address, String why) {
    if (json) {
      ObjectNode event = event("refused").put("address", address.toString()).put("why", why);
      print(event, why);
    }
  }

  void message(MeshMessage message) {
    print(
        event("message")
            .put("topic", message.topic().name())
            .put("from", message.from().toString())
            .put("seqno", Long.toUnsignedString(message.sequence()))
            .put("size", message.data().length)
            .put("data", Base64.getEncoder().encodeToString(message.data())),
        "message from "
            + message.from()
            + ", number "
            + Long.toUnsignedString(message.sequence())
            + ", "
            + message.data().length
            + " bytes");
  }

  /** Prints an event of another kind. */
  synchronized void print(ObjectNode event, String text) {
    out.println(json ? Json.line(event) : Plain.line(text));
    if (out.checkError()) { // which flushes
      onClosed.run();
    }
  }

  /** 0 for a loopback address of IPv4, 1 for one of IPv6, 2 for others. */
  private static int reach(Multiaddr address) {
    return address
        .tcpSocket()
        .map(InetSocketAddress::getAddress)
        .filter(InetAddress::isLoopbackAddress)
        .map(loopback -> loopback instanceof Inet4Address ? 0 : 1)
        .orElse(2);
  }
}
