package dev.bzzz.examples.cli;

import java.util.concurrent.CountDownLatch;

/** Stands in for the agent where only the launcher is tested. */
final class LauncherProbe {
  private LauncherProbe() {}

  /** {@code exit N} ends with N, {@code wait} waits for a signal, anything else is printed. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length == 2 && arguments[0].equals("exit")) {
      System.exit(Integer.parseInt(arguments[1]));
    }
    for (String argument : arguments) {
      System.out.println("[" + argument + "]");
    }
    System.out.println("opts=" + System.getProperty("probe", "none"));
    if (arguments.length == 1 && arguments[0].equals("wait")) {
      new CountDownLatch(1).await();
    }
  }
}
