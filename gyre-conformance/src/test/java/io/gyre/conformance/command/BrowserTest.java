package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gyre http} in a browser. */
class BrowserTest {
    /** Where to put pictures of the live page, for the documentation. */
    private static final String PICTURES = System.getProperty("gyre.pictures", "");

    @TempDir
    private Path folder;

    @TempDir
    private Path profile;

    @Test
    void browserShowsAFolderAndItsFiles() throws Exception {
        Files.createDirectories(folder.resolve("a & b"));
        Files.writeString(folder.resolve("a & b/page.html"), "<title>the page</title><p id=p>grün");
        try (var http = GyreProcess.start("http", folder.toString(), "-p", "0");
                var browser = new Chromium(profile)) {
            browser.open("http://127.0.0.1:" + http.port() + "/");
            browser.await("document.querySelectorAll('td a').length == 1");
            assertEquals("a & b/", browser.ask("document.querySelector('td a').textContent"));
            browser.ask("document.querySelector('td a').click()");
            browser.await("document.querySelectorAll('td a').length == 2");
            browser.ask("document.querySelectorAll('td a')[1].click()");
            browser.await("document.title == 'the page'");
            assertEquals("true", browser.ask("document.getElementById('p').textContent == 'grün'"));
        }
    }

    @Test
    void livePageShowsTheLoopsAtWorkOnAnyScreen() throws Exception {
        try (var http = GyreProcess.start("http", folder.toString(), "-p", "0", "--threads", "2");
                var browser = new Chromium(profile)) {
            String url = "http://127.0.0.1:" + http.port() + "/_gyre/";
            browser.screen(1100, 770, false);
            browser.open(url);
            browser.await("document.getElementById('state').textContent == 'live'");
            browser.await("document.querySelectorAll('#loops section').length == 2");
            browser.await("document.querySelectorAll('polyline')[0].points.numberOfItems >= 3");
            assertEquals("4", browser.ask("document.querySelectorAll('.tile').length"));
            assertEquals(
                    "4",
                    browser.ask("document.querySelectorAll('.bars').length"),
                    "of callbacks and turns, for each loop");
            browser.await(
                    "[...document.querySelectorAll('.bars div')].some(bar => / callbacks of at most /.test(bar.title)"
                            + " && !bar.title.startsWith('0 '))");
            assertTrue(Integer.parseInt(browser.ask("document.querySelectorAll('.tile b')[1].textContent")) >= 1);
            String light = browser.ask("getComputedStyle(document.body).backgroundColor");
            keep("live-page.png", browser.picture());
            browser.screen(390, 800, true);
            browser.await("getComputedStyle(document.body).backgroundColor != '" + light + "'");
            browser.await("document.documentElement.scrollWidth <= 390");
            keep("live-page-dark.png", browser.picture());
            http.terminate();
            browser.await("document.getElementById('state').textContent == 'not connected'");
            assertEquals(0, http.status());
        }
    }

    private static void keep(String name, byte[] picture) throws Exception {
        assertTrue(picture.length > 1000, "no picture");
        if (!PICTURES.isEmpty()) {
            Files.write(Path.of(PICTURES, name), picture);
        }
    }

    @Test
    void browserEchoesOverAWebSocket() throws Exception {
        try (var http = GyreProcess.start("http", folder.toString(), "-p", "0", "--ws-echo", "/ws");
                var browser = new Chromium(profile)) {
            browser.open("http://127.0.0.1:" + http.port() + "/");
            browser.await("document.readyState == 'complete' && location.protocol == 'http:'");
            String answer = browser.ask("new Promise((done, failed) => {"
                    + " const socket = new WebSocket('ws://' + location.host + '/ws');"
                    + " socket.onopen = () => socket.send('Grüße'); socket.onerror = failed;"
                    + " socket.onmessage = event => { socket.close(); done(event.data == 'Grüße'); }; })");
            assertEquals("true", answer);
        }
    }
}
