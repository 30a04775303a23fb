"""Text of every script of the world, set as the glasses' is: shaped by HarfBuzz with the bundled
fonts, in reading order, drawn by FreeType. Only `provider` knows Kivy."""
