package dev.bzzz.examples.demo;

import java.nio.file.Path;

/**
 * What a demo ran in.
 *
 * @param sandbox name of the sandbox
 * @param backend name of the model backend
 * @param directory the demo's folder
 */
record DemoSetting(String sandbox, String backend, Path directory) {}
