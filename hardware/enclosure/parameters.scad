// Made by python -m tools.boards from the board files and tools/boards/optics.py.
active_areas = [["devkit-ssd1306", [21.74, 10.86]], ["xiao-ssd1309", [35.05, 17.51]]];  // mm, width and height of what is lit
// mm: diameter, focal length, display to lens, travel for 3 dioptres
lenses = [[25, 35, 34.40, 3.67], [25, 45, 44.01, 6.08], [25, 60, 58.25, 10.80], [38, 60, 58.25, 10.80], [38, 100, 95.24, 30.00]];
