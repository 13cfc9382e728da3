package dev.bzzz.examples.cli;

import dev.bzzz.core.PlainText;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimProtocols;
import dev.bzzz.core.sim.Simulator;
import dev.bzzz.core.sim.Voting;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the protocols to simulate: ours by name, others by class. */
final class SimProtocols {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,49}");
  private static final int MAX_SHOWN = 60;

  private SimProtocols() {}

  /**
   * A simulator of protocols, or of a quorum ledger by itself.
   *
   * @throws IllegalArgumentException as {@link #find}
   */
  static Simulator simulator(List<String> names, List<Path> classPath) {
    if (names.equals(List.of(Simulator.QUORUM_LEDGER))) {
      return Simulator.of(Voting.SOUND);
    }
    return Simulator.of(find(names, classPath).toArray(new ClaimProtocol[0]));
  }

  /**
   * Finds protocols.
   *
   * @throws IllegalArgumentException if there is none of that name, or the class is no protocol
   */
  static List<ClaimProtocol> find(List<String> names, List<Path> classPath) {
    ClassLoader loader = loader(classPath);
    List<ClaimProtocol> found = new ArrayList<>();
    for (String name : names) {
      found.add(ours(name).orElseGet(() -> load(name, loader, !classPath.isEmpty())));
    }
    return found;
  }

  private static Optional<ClaimProtocol> ours(String name) {
    return ClaimProtocols.names().contains(name)
        ? Optional.of(ClaimProtocols.named(name))
        : Optional.empty();
  }

  private static ClassLoader loader(List<Path> classPath) {
    List<URL> urls = new ArrayList<>();
    for (Path path : classPath) {
      if (!Files.exists(path)) {
        throw new IllegalArgumentException("the class path " + path + " does not exist");
      }
      try {
        urls.add(path.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("cannot use the class path " + path, e);
      }
    }
    return new URLClassLoader(urls.toArray(new URL[0]), SimProtocols.class.getClassLoader());
  }

  private static ClaimProtocol load(String name, ClassLoader loader, boolean unpackaged) {
    if (!name.contains(".") && !unpackaged) {
      throw unknown(name);
    }
    try {
      Object made = loader.loadClass(name).getConstructor().newInstance();
      if (made instanceof ClaimProtocol protocol) {
        return wellNamed(name, protocol);
      }
      throw new IllegalArgumentException("class " + name + " does not implement ClaimProtocol");
    } catch (ClassNotFoundException e) {
      if (!name.contains(".")) {
        throw unknown(name);
      }
      throw new IllegalArgumentException(
          "class " + name + " is not on the class path; name its folder with --class-path", e);
    } catch (InvocationTargetException | ExceptionInInitializerError e) {
      throw new IllegalArgumentException(
          "class " + name + " cannot be made: its code threw " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "class "
              + name
              + " cannot be made: it has to be public, with a public constructor without arguments",
          e);
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "class "
              + name
              + " cannot be loaded: "
              + e
              + "; compile it for this Java, and put all that it needs on --class-path",
          e);
    }
  }

  /** The rule of {@code ClaimProtocolContract}: records and scenarios carry that name. */
  private static ClaimProtocol wellNamed(String type, ClaimProtocol protocol) {
    String name;
    try {
      name = protocol.name();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "class " + type + " has no name: its name() threw " + e, e);
    }
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "class "
              + type
              + " is called '"
              + PlainText.line(String.valueOf(name), MAX_SHOWN)
              + "': let name() return a small letter, then up to 49 small letters, digits, dots"
              + " and hyphens");
    }
    return protocol;
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "unknown protocol '"
            + PlainText.line(name, MAX_SHOWN)
            + "'; known: "
            + String.join(", ", ClaimProtocols.names())
            + ", alone "
            + Simulator.QUORUM_LEDGER
            + ", or the full name of a class on --class-path");
  }
}
