package dev.bzzz.p2p.net;

/** Tells listeners who comes and goes. Confined to the loop. */
final class Announcer implements Switchboard.PeerService {
  private final Events events;

  Announcer(Events events) {
    this.events = events;
  }

  @Override
  public void connected(Connection connection, boolean first) {
    if (first) {
      events.tell(
          listener ->
              listener.connected(
                  connection.peer(), Switchboard.address(connection), connection.outbound()));
    }
  }

  @Override
  public void disconnected(Connection connection, boolean last, String why) {
    if (last) {
      events.tell(listener -> listener.disconnected(connection.peer(), why));
    }
  }
}
