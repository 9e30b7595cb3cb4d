package dev.scopestream.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback interface. */
final class Ports {
    static final String HOST = "127.0.0.1";

    private Ports() {}

    /**
     * The port itself if it's free, or any free one.
     *
     * @param port 0: any
     * @throws BindException when it's in use, or none is free
     */
    static int choose(int port) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket.getLocalPort();
        } catch (BindException e) {
            BindException clear =
                    new BindException("port " + port + " is in use: give another, or end the program that has it");
            clear.initCause(e);
            throw clear;
        }
    }
}
