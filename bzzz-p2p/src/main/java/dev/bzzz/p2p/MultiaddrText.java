package dev.bzzz.p2p;

import dev.bzzz.core.PlainText;
import dev.bzzz.p2p.Multiaddr.Component;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads addresses that people wrote. */
final class MultiaddrText {
  private static final int MAX_CHARACTERS = 2048;
  private static final int SHOWN_CHARACTERS = 120;

  private MultiaddrText() {}

  static Multiaddr parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw bad(text, "it is longer than " + MAX_CHARACTERS + " characters");
    }
    if (!text.startsWith("/") || text.length() < 2) {
      throw bad(text, "it begins with / and a protocol");
    }
    String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    String[] parts = trimmed.substring(1).split("/", -1);
    List<Component> components = new ArrayList<>();
    int at = 0;
    while (at < parts.length) {
      AddressProtocol protocol = protocol(text, parts[at++]);
      if (!protocol.hasValue()) {
        components.add(new Component(protocol, ""));
        continue;
      }
      if (at == parts.length) {
        throw bad(text, "a value is missing after /" + protocol.text());
      }
      components.add(component(text, protocol, parts[at++]));
    }
    try {
      return new Multiaddr(components);
    } catch (IllegalArgumentException e) {
      throw bad(text, e.getMessage());
    }
  }

  private static AddressProtocol protocol(String text, String name) {
    return AddressProtocol.ofText(name.equals("ipfs") ? "p2p" : name)
        .orElseThrow(
            () ->
                bad(
                    text,
                    "'"
                        + PlainText.line(name, SHOWN_CHARACTERS)
                        + "' is not a protocol; known are "
                        + Arrays.stream(AddressProtocol.values())
                            .map(AddressProtocol::text)
                            .collect(Collectors.joining(", "))));
  }

  private static Component component(String text, AddressProtocol protocol, String value) {
    try {
      return protocol.component(value);
    } catch (IllegalArgumentException e) {
      throw bad(
          text,
          "'"
              + PlainText.line(value, SHOWN_CHARACTERS)
              + "' cannot follow /"
              + protocol.text()
              + ": "
              + e.getMessage());
    }
  }

  private static IllegalArgumentException bad(String text, String why) {
    return new IllegalArgumentException(
        "cannot read the address '"
            + PlainText.line(text, SHOWN_CHARACTERS)
            + "': "
            + why
            + "; an address is written such as /ip4/192.0.2.1/tcp/4001 or"
            + " /dns4/agent.example.org/tcp/4001");
  }
}
